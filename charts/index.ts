import { drawingThread } from './drawingThread.ts';
import type { CornerChart, LightCurveChart } from './types.ts';

export { cornerAltText, lightCurveAltText } from './altText.ts';
export type * from './types.ts';

/**
 * Draws an object's photometry with the best fit and its 5–95 % band per filter as a PNG of 1600 × 1120
 * pixels, on a thread of its own. `bands` may be empty: then there are only points. The same chart gives the same bytes.
 * @param path where the file goes; it appears whole or not at all
 * @throws Error with a plain sentence on photometry or a model that cannot be drawn
 */
export function renderLightCurve(chart: LightCurveChart, path: string): Promise<void> {
  return drawingThread.draw({ what: 'light-curve', chart, path });
}

/**
 * Draws the posterior of up to twelve parameters (of more, the first twelve) as a PNG of at most 2,600 pixels
 * on a side, on a thread of its own: histograms on the diagonal, regions that hold 68 % and 95 % of the samples
 * below it. Samples that are not all numbers are left out. The same chart gives the same bytes.
 * @param path where the file goes; it appears whole or not at all
 * @throws Error with a plain sentence on samples that cannot be drawn
 */
export function renderCorner(chart: CornerChart, path: string): Promise<void> {
  return drawingThread.draw({ what: 'corner', chart, path });
}
