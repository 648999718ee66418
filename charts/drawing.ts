import { checkCorner, checkLightCurve } from './checks.ts';
import { cornerSpec } from './corner.ts';
import { writeChart } from './engine.ts';
import { lightCurveSpec } from './lightCurve.ts';
import type { CornerChart, LightCurveChart } from './types.ts';

/** What is to be drawn, and where the file goes. */
export type Drawing =
  | { what: 'light-curve'; chart: LightCurveChart; path: string }
  | { what: 'corner'; chart: CornerChart; path: string };

/**
 * Draws on the thread that calls, which does nothing else for 0.1 to 0.4 s.
 * @throws Error with a plain sentence on what cannot be drawn.
 */
export async function draw(drawing: Drawing): Promise<void> {
  if (drawing.what === 'light-curve') {
    checkLightCurve(drawing.chart);
    await writeChart(lightCurveSpec(drawing.chart), drawing.path, 'png');
  } else {
    const { chart } = drawing;
    await writeChart(cornerSpec(chart, checkCorner(chart)), drawing.path, 'png');
  }
}
