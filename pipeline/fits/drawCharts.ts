import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cornerAltText, lightCurveAltText, renderCorner, renderLightCurve } from '../../charts/index.ts';
import { type FitRow, getFit, setFitCharts } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import type { Context } from '../core/context.ts';
import type { JobResult } from '../fitter/jobFiles.ts';
import { cornerChart, lightCurveChart } from './chartData.ts';
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
  const { object } = fit;
  const model = models.find(fit.model);
  const modelTitle = [model?.title ?? fit.model, fitNote(fit, model ?? null)].filter(Boolean).join(', ');
  const { points } = getLightCurve(db, fit.lightCurveId);
  const curve = lightCurveChart(result, modelTitle, points);
  const posterior = cornerChart(result, modelTitle);
  // A file of that name may also be of another database.
  const known = getFit(db, fit.id);
  const isDrawn = (path: string) =>
    (path === known.lightCurveChart || path === known.cornerChart) && existsSync(path);
  const stem = `${object}_${fit.model}_fit${fit.id}`;
  const lightCurve = await attempt(context, fit, 'the light curve', async () => {
    const path = join(folder, `${stem}_light_curve.png`);
    if (!isDrawn(path)) await renderLightCurve(curve, path);
    return { path, altText: lightCurveAltText(curve) };
  });
  const corner = await attempt(context, fit, 'the corner plot', async () => {
    const path = join(folder, `${stem}_corner.png`);
    if (!isDrawn(path)) await renderCorner(posterior, path);
    return { path, altText: cornerAltText(posterior) };
  });
  setFitCharts(db, fit.id, {
    lightCurveChart: lightCurve?.path ?? null,
    cornerChart: corner?.path ?? null,
  });
  return { lightCurve, corner };
}
