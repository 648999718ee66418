import { mjdEpochJd } from '../text/time.ts';
import type {
  ChartPoint,
  CornerChart,
  EvidenceChart,
  HistoryChart,
  LightCurveChart,
  ModelPanel,
  ModelsChart,
  StripChart,
} from './types.ts';

/** Julian dates of 1858 and 2200: outside, the number is a modified Julian date or worse. */
const FIRST_JD = mjdEpochJd;
const LAST_JD = 2_524_593.5;

function checkJd(jd: number, what: string): void {
  if (!(jd > FIRST_JD && jd < LAST_JD)) {
    throw new Error(`${what}: ${jd} is not a Julian date (is it a modified Julian date?)`);
  }
}

function checkPoint(point: ChartPoint, where: string): void {
  const { jd, magnitude, magnitudeError, filter, isLimit } = point;
  checkJd(jd, where);
  if (!Number.isFinite(magnitude)) throw new Error(`${where}: its magnitude is not a number`);
  if (filter === '') throw new Error(`${where}: its filter has no name`);
  if (isLimit || magnitudeError === null) return;
  if (!(magnitudeError >= 0 && magnitudeError < 1e6)) {
    throw new Error(`${where}: its error of ${magnitudeError} mag is not one`);
  }
}

function checkBand(band: LightCurveChart['bands'][string], times: number, where: string): void {
  for (const key of ['best', 'p05', 'p16', 'p50', 'p84', 'p95'] as const) {
    const { length } = band[key] ?? { length: times };
    if (length !== times) throw new Error(`${where} has ${length} magnitudes (${key}) for ${times} times`);
  }
}

function checkPoints(points: readonly ChartPoint[], name: string): void {
  if (points.length === 0) throw new Error(`${name}: there is no photometry to draw`);
  for (const [index, point] of points.entries()) {
    checkPoint(point, `${name}, point ${index + 1}`);
  }
}

function checkModel({ jd: times, bands }: Pick<ModelPanel, 'jd' | 'bands'>, name: string): void {
  for (const [index, jd] of times.entries()) {
    checkJd(jd, `${name}, time ${index + 1} of the model`);
    const before = times[index - 1];
    if (before !== undefined && jd < before) throw new Error(`${name}: the model's times are not in order`);
  }
  for (const [filter, band] of Object.entries(bands)) {
    checkBand(band, times.length, `${name}: the model in ${filter}`);
  }
}

/**
 * Refuses a light curve that cannot be drawn honestly.
 * @throws Error with a sentence that names the object and what is wrong.
 */
export function checkLightCurve(chart: LightCurveChart): void {
  const name = `Light curve of ${chart.object}`;
  checkPoints(chart.points, name);
  checkModel(chart, name);
}

/** The same for all models of an object. @throws Error as `checkLightCurve` does, also when there is no model. */
export function checkModels(chart: ModelsChart): void {
  const name = `Models of ${chart.object}`;
  checkPoints(chart.points, name);
  if (chart.models.length === 0) throw new Error(`${name}: there is no model to draw`);
  for (const model of chart.models) {
    if (!Number.isFinite(model.lnZ)) throw new Error(`${name}: ${model.modelTitle} has no ln Z`);
    checkModel(model, `${name}, ${model.modelTitle}`);
  }
}

/**
 * The samples that can be drawn: rows in which every parameter is a finite number.
 * @throws Error with a sentence that names the object and what is wrong, also when no row is left.
 */
export function checkCorner(chart: CornerChart): number[][] {
  const name = `Corner plot of ${chart.object}`;
  const width = chart.parameters.length;
  if (width === 0) throw new Error(`${name}: there are no parameters`);
  for (const parameter of chart.parameters) {
    if (!(parameter.minimum <= parameter.maximum)) {
      throw new Error(
        `${name}: the prior of ${parameter.name} runs from ${parameter.minimum} to ${parameter.maximum}`,
      );
    }
  }
  for (const [index, row] of chart.samples.entries()) {
    if (row.length !== width) {
      throw new Error(`${name}: sample ${index + 1} has ${row.length} numbers for ${width} parameters`);
    }
  }
  const rows = chart.samples.filter((row) => row.every(Number.isFinite));
  if (chart.samples.length === 0) throw new Error(`${name}: there are no samples to draw`);
  if (rows.length === 0) {
    throw new Error(
      `${name}: no sample is all numbers: each of the ${chart.samples.length} has at least one that is not finite`,
    );
  }
  return rows;
}

/** Refuses a strip of parameters without a posterior, or with one that has no samples. @throws Error in a sentence. */
export function checkStrip(chart: StripChart): void {
  if (chart.posteriors.length < 1 || chart.posteriors.length > 2) {
    throw new Error(
      `Parameters of ${chart.object}: a strip shows one posterior or two, not ${chart.posteriors.length}`,
    );
  }
  for (const posterior of chart.posteriors) {
    checkCorner({ ...posterior, object: chart.object, modelTitle: posterior.name });
  }
}

function checkEvidences(models: readonly { modelTitle: string; lnZ: number }[], name: string): void {
  if (models.length === 0) throw new Error(`${name}: there is no model to draw`);
  for (const { modelTitle, lnZ } of models) {
    if (!Number.isFinite(lnZ)) throw new Error(`${name}: ${modelTitle} has no ln Z`);
  }
}

/** Refuses bars of no model, or of one without ln Z. @throws Error in a sentence. */
export function checkEvidence(chart: EvidenceChart): void {
  checkEvidences(chart.models, `Evidences of ${chart.object}`);
}

/** The same for their history. @throws Error in a sentence. */
export function checkHistory(chart: HistoryChart): void {
  const name = `History of ${chart.object}`;
  checkEvidences(chart.fits, name);
  for (const { lastJd, modelTitle } of chart.fits) checkJd(lastJd, `${name}, ${modelTitle}`);
}
