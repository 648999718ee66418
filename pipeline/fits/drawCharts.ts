import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ChartData,
  type ChartName,
  chartKinds,
  type ModelsChart,
  renderChart,
} from '../../charts/index.ts';
import { fitCharts, setFitChart } from '../../db/fitCharts.ts';
import type { FitRow } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import type { ChartFile } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { cornerChart, lightCurveChart, modelPanel } from './chartData.ts';
import { FitResults } from './fitResults.ts';

/** The pictures of a fit; null where one could not be drawn. */
export interface DrawnCharts {
  lightCurve: ChartFile | null;
  corner: ChartFile | null;
}

/** Where charts are kept. */
export function chartFolder(stateDir: string): string {
  return join(stateDir, 'charts');
}

/** Draws one chart of a fit, if it is not there yet. One that cannot be drawn is logged and null. */
async function drawn<Name extends ChartName>(
  context: Context,
  fit: FitRow,
  kind: Name,
  wanted: { data: ChartData[Name]; file: string },
): Promise<ChartFile | null> {
  const { db, options, log } = context;
  const folder = chartFolder(options.stateDir);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, wanted.file);
  try {
    // A file of that name may also be of another database.
    const isDrawn = fitCharts(db, fit.id).some((chart) => chart.path === path) && existsSync(path);
    if (!isDrawn) {
      const render = options.renderChart ?? renderChart;
      await render({ what: kind, chart: wanted.data, path } as Parameters<typeof renderChart>[0]);
      setFitChart(db, fit.id, { kind, path }, context.now());
    }
    return { path, altText: chartKinds[kind].altText(wanted.data) };
  } catch (error) {
    const words = `the ${chartKinds[kind].title} could not be drawn`;
    log.error({ err: error, fit: fit.id, object: fit.object }, words);
    return null;
  }
}

/**
 * Draws a fit's charts into `<stateDir>/charts`, those that are not there yet. A picture that cannot be drawn is
 * logged and left out: the numbers are told without it.
 * @param results where other pictures are made of them as well.
 */
export async function drawCharts(
  context: Context,
  fit: FitRow,
  results: FitResults = new FitResults(context),
): Promise<DrawnCharts> {
  const found = await results.of(fit);
  if (!found) return { lightCurve: null, corner: null };
  const { result, modelTitle } = found;
  const { points } = getLightCurve(context.db, fit.lightCurveId);
  const stem = `${fit.object}_${fit.model}_fit${fit.id}`;
  const curve = lightCurveChart(result, modelTitle, points);
  const posterior = cornerChart(result, modelTitle);
  return {
    lightCurve: await drawn(context, fit, 'light-curve', { data: curve, file: `${stem}_light_curve.png` }),
    corner: await drawn(context, fit, 'corner', { data: posterior, file: `${stem}_corner.png` }),
  };
}

/** What the picture of all models of an object shows; null where fewer than two results can be read. */
export async function modelsChart(
  context: Context,
  best: FitRow,
  fits: readonly FitRow[],
  results: FitResults,
): Promise<ModelsChart | null> {
  const shown = fits.filter((fit) => fit.state === 'succeeded' && fit.lightCurveId === best.lightCurveId);
  if (shown.length < 2) return null;
  const read = await Promise.all(shown.map((fit) => results.of(fit)));
  const found = read.filter((one) => one !== null);
  const own = await results.of(best);
  if (!own || found.length < 2) return null;
  const { points } = getLightCurve(context.db, best.lightCurveId);
  const { object, points: marked, window } = lightCurveChart(own.result, own.modelTitle, points);
  const models = found.map(({ result, modelTitle }) => modelPanel(result, modelTitle));
  return { object, points: marked, models, window };
}

/**
 * Draws all models of an object in one picture, best first; it is kept with the best fit.
 * @returns null where there are fewer than two, or it cannot be drawn.
 */
export async function drawModels(
  context: Context,
  best: FitRow,
  fits: readonly FitRow[],
  results: FitResults,
): Promise<ChartFile | null> {
  const data = await modelsChart(context, best, fits, results);
  if (!data) return null;
  const ids = fits.map((fit) => fit.id).sort((a, b) => a - b);
  const key = createHash('sha256').update(ids.join()).digest('hex').slice(0, 10);
  return drawn(context, best, 'models', { data, file: `${best.object}_fit${best.id}_models_${key}.png` });
}
