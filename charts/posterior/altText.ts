import { checkCorner } from '../data/checks.ts';
import type { CornerChart } from '../data/types.ts';
import { effectiveText } from './cornerLayout.ts';
import { summarise } from './summary.ts';
import { weighted } from './weights.ts';

/**
 * What a corner plot shows, in one sentence: object, model, number of samples, and the median with the
 * 5–95 % range of every parameter.
 * @throws Error as `renderCorner` does on a chart that cannot be drawn.
 */
export function cornerAltText(chart: CornerChart): string {
  const rows = checkCorner(chart);
  const { effective } = weighted(rows, chart.effectiveSamples);
  const parts = chart.parameters.map((parameter, column) => {
    const { text } = summarise(rows.map((row) => row[column] ?? Number.NaN));
    return `${parameter.label} ${text}${parameter.unit ? ` ${parameter.unit}` : ''}`;
  });
  return (
    `Corner plot of ${chart.object} for ${chart.modelTitle}, ${effectiveText(effective)}; ` +
    `median (5 % to 95 %): ${parts.join('; ')}.`
  );
}
