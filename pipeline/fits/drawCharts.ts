import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CornerChart,
  cornerAltText,
  type LightCurveChart,
  lightCurveAltText,
  renderCorner,
  renderLightCurve,
} from '../../charts/index.ts';
import { type FitRow, getFit, setFitCharts } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import type { LightCurvePoint } from '../../db/types.ts';
import type { Context } from '../core/context.ts';
import type { JobResult } from '../fitter/jobFiles.ts';
import { fitNote } from './fitNote.ts';

/** A PNG and what it shows, for those who cannot see it. */
export interface DrawnChart {
  path: string;
  altText: string;
}

/** The pictures of a fit; null where one could not be drawn. */
export interface DrawnCharts {
  lightCurve: DrawnChart | null;
  corner: DrawnChart | null;
}

/** Days before the trigger time that a picture shows: the limits before a rise. */
const shownBeforeDays = 30;

const nothing: DrawnCharts = { lightCurve: null, corner: null };

async function attempt(
  context: Context,
  fit: FitRow,
  what: string,
  draw: () => Promise<DrawnChart>,
): Promise<DrawnChart | null> {
  try {
    return await draw();
  } catch (error) {
    context.log.error({ err: error, fit: fit.id, object: fit.object }, `${what} could not be drawn`);
    return null;
  }
}

/** What is long before the outburst would squeeze it to a line: it is not shown. */
function shownPoints(points: readonly LightCurvePoint[], triggerJd: number): LightCurvePoint[] {
  return points.filter((point) => point.jd >= triggerJd - shownBeforeDays);
}

/**
 * Draws a fit's charts into `<stateDir>/charts`, those that are not there yet. A picture that cannot be drawn is
 * logged and left out: the numbers are told without it.
 */
export async function drawCharts(context: Context, fit: FitRow): Promise<DrawnCharts> {
  const { db, options, contract, models } = context;
  if (fit.resultPath === null) return nothing;
  const folder = join(options.stateDir, 'charts');
  mkdirSync(folder, { recursive: true });
  let result: JobResult;
  try {
    result = contract.result(await readFile(fit.resultPath, 'utf8'));
  } catch (error) {
    const words = 'the result of a fit is no longer there, or no longer whole: no pictures';
    context.log.error({ err: error, fit: fit.id }, words);
    return nothing;
  }
  const { object, kind } = fit;
  const model = models.find(fit.model);
  const modelTitle = [model?.title ?? fit.model, fitNote(fit, model ?? null)].filter(Boolean).join(', ');
  const points = shownPoints(getLightCurve(db, fit.lightCurveId).points, result.triggerJd);
  const lightCurveChart: LightCurveChart = {
    object,
    modelTitle,
    kind,
    lnZ: result.lnZ,
    lnZError: result.lnZError,
    points,
    jd: result.lightCurve.jd,
    bands: result.lightCurve.filters,
  };
  const { parameters, samples } = result.posterior;
  const cornerChart: CornerChart = {
    object,
    modelTitle,
    parameters,
    samples,
    bestFit: result.bestFit,
    effectiveSamples: result.effectiveSampleSize,
  };
  // A file of that name may also be of another database.
  const known = getFit(db, fit.id);
  const isDrawn = (path: string) =>
    (path === known.lightCurveChart || path === known.cornerChart) && existsSync(path);
  const stem = `${object}_${fit.model}_fit${fit.id}`;
  const lightCurve = await attempt(context, fit, 'the light curve', async () => {
    const path = join(folder, `${stem}_light_curve.png`);
    if (!isDrawn(path)) await renderLightCurve(lightCurveChart, path);
    return { path, altText: lightCurveAltText(lightCurveChart) };
  });
  const corner = await attempt(context, fit, 'the corner plot', async () => {
    const path = join(folder, `${stem}_corner.png`);
    if (!isDrawn(path)) await renderCorner(cornerChart, path);
    return { path, altText: cornerAltText(cornerChart) };
  });
  setFitCharts(db, fit.id, {
    lightCurveChart: lightCurve?.path ?? null,
    cornerChart: corner?.path ?? null,
  });
  return { lightCurve, corner };
}
