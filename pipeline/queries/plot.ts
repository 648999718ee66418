import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ChartName,
  chartKinds,
  type HistoryChart,
  matplotlibScript,
  modelCsv,
  photometryCsv,
  posteriorCsv,
  renderChart,
} from '../../charts/index.ts';
import { anyOf, listed } from '../../charts/text/words.ts';
import { type FitRow, findFit, fitsOfObject } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import { findObject } from '../../db/objects.ts';
import { allOpinionsOf } from '../../db/opinions.ts';
import type { PlotRequest } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { cornerChart, lightCurveChart } from '../fits/chartData.ts';
import { modelsChart } from '../fits/drawCharts.ts';
import { FitResults } from '../fits/fitResults.ts';
import { bestOf, newestOfEachModel } from '../fits/newestOfEachModel.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { nearest } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';
import { opinionsCsv } from './opinionsCsv.ts';

type Drawing = Parameters<typeof renderChart>[0];

/** Every chart that can be asked for. */
const charts = Object.keys(chartKinds) as ChartName[];

const formats = ['png', 'svg', 'pdf', 'json', 'csv', 'py'] as const;

/** What is near, and all there is. */
function hint(typed: string, known: readonly string[]): string {
  const near = anyOf(nearest(typed, known, 1));
  return `${near ? `: did you mean ${near}?` : '.'} There are ${listed(known)}.`;
}

function oneOf<T extends string>(typed: string, known: readonly T[], what: string): T {
  const found = known.find((one) => one === typed);
  if (found) return found;
  throw new UserInputError(`There is no ${what} “${typed}”${hint(typed, known)}`);
}

/** The newest fits of an object's newest fitted light curve that succeeded. */
function fitsToPlot(context: Context, name: string): FitRow[] {
  const object = findObject(context.db, name);
  const succeeded = object
    ? fitsOfObject(context.db, object.id).filter((fit) => fit.state === 'succeeded')
    : [];
  const newest = Math.max(...succeeded.map((fit) => fit.lightCurveId));
  const fits = newestOfEachModel(succeeded.filter((fit) => fit.lightCurveId === newest));
  if (fits.length === 0)
    throw new UserInputError(`No fit of ${name} has succeeded: there is nothing to plot.`);
  return fits;
}

function chosenFit(fits: readonly FitRow[], typed: string | null, name: string): FitRow {
  const best = bestOf(fits) ?? fits[0];
  if (!best) throw new UserInputError(`No fit of ${name} has succeeded: there is nothing to plot.`);
  if (typed === null) return best;
  const folded = typed.toLowerCase();
  const found =
    fits.find((fit) => fit.model.toLowerCase() === folded) ??
    bestOf(fits.filter((fit) => fit.kind.toLowerCase() === folded));
  if (found) return found;
  const known = fits.map((fit) => fit.model);
  throw new UserInputError(`No fit of ${name} with “${typed}” has succeeded${hint(typed, known)}`);
}

/** What a fit's pictures and tables are made of. */
async function dataOf(context: Context, fit: FitRow, results = new FitResults(context)) {
  const found = await results.of(fit);
  if (!found)
    throw new UserInputError(`The result of fit #${fit.id} is no longer there, or no longer whole.`);
  const { result, modelTitle } = found;
  const { points } = getLightCurve(context.db, fit.lightCurveId);
  return {
    modelTitle,
    curve: lightCurveChart(result, modelTitle, points),
    posterior: cornerChart(result, modelTitle),
  };
}

/** Each light curve's fits, for the history of the evidence. */
function historyChart(context: Context, fit: FitRow): HistoryChart {
  const all = fitsOfObject(context.db, fit.objectId).filter((one) => one.lnZ !== null);
  const byCurve = Map.groupBy(all, (one) => one.lightCurveId);
  const fits = [...byCurve].flatMap(([curveId, ofCurve]) => {
    const { lastJd } = getLightCurve(context.db, curveId);
    return newestOfEachModel(ofCurve).flatMap(({ lnZ, model }) =>
      lnZ === null ? [] : [{ modelTitle: context.models.find(model)?.title ?? model, lastJd, lnZ }],
    );
  });
  return { object: fit.object, fits };
}

/** The fit that another one is compared with. */
function otherFit(context: Context, fit: FitRow, id: number): FitRow {
  const other = findFit(context.db, id);
  if (other?.objectId === fit.objectId && other.state === 'succeeded') return other;
  const known = fitsOfObject(context.db, fit.objectId).filter((one) => one.state === 'succeeded');
  const words = listed(known.map((one) => `${one.id} (${one.model})`));
  throw new UserInputError(`Fit ${id} is no fit of ${fit.object} that succeeded. There are ${words}.`);
}

/** Two fits of one object in one picture: their posteriors in a strip, or their light curves with the same axes. */
async function comparison(
  context: Context,
  chart: ChartName,
  fits: readonly [FitRow, FitRow],
): Promise<Pick<Drawing, 'what' | 'chart'>> {
  const results = new FitResults(context);
  const both = await Promise.all(
    fits.map(async (fit) => ({ ...(await dataOf(context, fit, results)), name: `#${fit.id}` })),
  );
  const [first] = both;
  if (!first) throw new Error('a comparison of two fits needs them');
  const titled = both.map(({ modelTitle, name, ...data }) => ({ ...data, title: `${name} ${modelTitle}` }));
  const { object, points, window } = first.curve;
  if (chart === 'strip') {
    const posteriors = titled.map(({ title, posterior }) => ({ ...posterior, name: title }));
    return { what: 'strip', chart: { object, posteriors } };
  }
  if (chart !== 'models') {
    throw new UserInputError(`Two fits are compared in the charts strip and models, not ${chart}.`);
  }
  const models = titled.map(({ title, curve }) => ({ ...curve, modelTitle: title }));
  return { what: 'models', chart: { object, points, models, window } };
}

async function drawingOf(
  context: Context,
  chart: ChartName,
  fit: FitRow,
  fits: readonly FitRow[],
): Promise<Pick<Drawing, 'what' | 'chart'>> {
  const results = new FitResults(context);
  const data = await dataOf(context, fit, results);
  const { object, modelTitle: name, ...posterior } = data.posterior;
  switch (chart) {
    case 'light-curve':
      return { what: chart, chart: data.curve };
    case 'corner':
      return { what: chart, chart: data.posterior };
    case 'strip':
      return { what: chart, chart: { object, posteriors: [{ ...posterior, name }] } };
    case 'history':
      return { what: chart, chart: historyChart(context, fit) };
    case 'evidence': {
      const models = fits.flatMap(({ lnZ, lnZError, model }) =>
        lnZ === null ? [] : [{ modelTitle: context.models.find(model)?.title ?? model, lnZ, lnZError }],
      );
      return { what: chart, chart: { object, models } };
    }
    case 'models': {
      const models = await modelsChart(context, fit, fits, results);
      if (models) return { what: chart, chart: models };
      throw new UserInputError(`Only one model of ${object} has a result: plot its light curve.`);
    }
  }
}

async function writeTables(
  context: Context,
  fit: FitRow,
  format: 'csv' | 'py',
  folder: string,
): Promise<string[]> {
  const { curve, posterior, modelTitle } = await dataOf(context, fit);
  const stem = `${fit.object}_${fit.model}`;
  const names = {
    photometry: `${fit.object}_photometry.csv`,
    model: `${stem}_model.csv`,
    posterior: `${stem}_posterior.csv`,
  };
  const files = new Map([
    [names.photometry, photometryCsv(curve)],
    [names.model, modelCsv(curve)],
    [names.posterior, posteriorCsv(posterior)],
  ]);
  if (format === 'py') {
    const title = `${fit.object}: ${modelTitle}`;
    files.set(`${stem}_plot.py`, matplotlibScript(title, { ...names, output: `${stem}.pdf` }));
  }
  const opinions = allOpinionsOf(context.db, fit.objectId);
  if (opinions.length > 0) files.set(`${fit.object}_opinions.csv`, opinionsCsv(opinions));
  for (const [file, text] of files) await writeFile(join(folder, file), text);
  return [...files.keys()].map((file) => join(folder, file));
}

/** @see PipelineService.plot */
export async function plot(context: Context, request: PlotRequest): Promise<string[]> {
  const name = resolveObject(context.db, request.objectName).name;
  const format = oneOf(request.format, formats, 'format');
  const fits = fitsToPlot(context, name);
  const fit = chosenFit(fits, request.model, name);
  const chart = oneOf(
    request.chart ?? (fits.length > 1 && !request.model ? 'models' : 'light-curve'),
    charts,
    'chart',
  );
  const theme = oneOf(request.theme, ['light', 'dark'], 'theme');
  mkdirSync(request.folder, { recursive: true });
  if (format === 'csv' || format === 'py') return writeTables(context, fit, format, request.folder);
  const beside = request.compare === null ? '' : `_fit${request.compare}`;
  const isOfAll = request.compare === null && ['models', 'evidence', 'history'].includes(chart);
  const path = join(request.folder, `${name}_${isOfAll ? '' : `${fit.model}_`}${chart}${beside}.${format}`);
  const { compare } = request;
  const drawing =
    compare === null
      ? await drawingOf(context, chart, fit, fits)
      : await comparison(context, chart, [fit, otherFit(context, fit, compare)]);
  await renderChart({ ...drawing, path, format, theme } as Drawing);
  return [path];
}
