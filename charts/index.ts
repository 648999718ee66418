import type { CornerChart, LightCurveChart } from './data/types.ts';
import type { Drawing } from './picture/drawing.ts';
import { drawingThread } from './picture/drawingThread.ts';

export { matplotlibScript, modelCsv, photometryCsv, posteriorCsv } from './data/exports.ts';
export type * from './data/types.ts';
export { lightCurveAltText, modelsAltText } from './lightCurve/altText.ts';
export type { Format } from './picture/engine.ts';
export { cornerAltText } from './posterior/altText.ts';
export { type ChartData, type ChartName, chartKinds } from './registry.ts';

/**
 * Draws a chart of any kind on a thread of its own. The same chart gives the same bytes.
 * @param drawing its path is where the file goes, which appears whole or not at all; PNG in the light theme unless
 *   it says otherwise.
 * @throws Error with a plain sentence on what cannot be drawn.
 */
export function renderChart(drawing: Drawing): Promise<void> {
  return drawingThread.draw(drawing);
}

/**
 * Draws an object's photometry with the best fit, its bands per filter and the residuals, as a PNG 1600 pixels wide.
 * `bands` may be empty: then there are only points.
 * @see renderChart
 */
export function renderLightCurve(chart: LightCurveChart, path: string): Promise<void> {
  return renderChart({ what: 'light-curve', chart, path });
}

/**
 * Draws the posterior of up to twelve parameters (of more, the first twelve) as a PNG of at most 2,600 pixels
 * on a side: histograms on the diagonal, regions that hold 68 % and 95 % of the samples below it. Samples that are not
 * all numbers are left out.
 * @see renderChart
 */
export function renderCorner(chart: CornerChart, path: string): Promise<void> {
  return renderChart({ what: 'corner', chart, path });
}
