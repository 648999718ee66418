import type { ChartPoint, LightCurveChart, ModelsChart } from '../data/types.ts';
import { filterStyles } from '../look/filters.ts';
import { evidenceText, fixed, utcText } from '../text/numbers.ts';
import { counted, listed } from '../text/words.ts';
import { bestFirst, chi2Text } from './allModels.ts';
import { residualsOf } from './photometry.ts';

/** How one filter goes on from its brightest point, in words; '' when that says nothing. */
function fadeText(detections: ChartPoint[], label: string): string {
  const ordered = [...detections].sort((a, b) => a.jd - b.jd);
  const peak = ordered.reduce<ChartPoint | undefined>(
    (p, q) => (p && p.magnitude <= q.magnitude ? p : q),
    undefined,
  );
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (!peak || !first || !last) return '';
  const [from, to, verb] = peak === last ? [first, last, 'rising'] : [peak, last, 'fading'];
  const days = to.jd - from.jd;
  if (days < 0.5) return '';
  const change = Math.abs(to.magnitude - from.magnitude);
  return `, ${verb} ${fixed(change, 1)} mag in ${fixed(days, 1)} days in ${label} (${fixed(change / days, 2)} mag per day)`;
}

/**
 * What a light curve shows, in one sentence for people who cannot see it: object, model, evidence, numbers of
 * detections and limits, filters, brightest point, and how fast the best observed filter fades.
 */
export function lightCurveAltText(chart: LightCurveChart): string {
  const detections = chart.points.filter((p) => !p.isLimit);
  const limits = chart.points.length - detections.length;
  const styles = filterStyles(chart.points.map((p) => p.filter));
  const hasModel = Object.keys(chart.bands).length > 0 && chart.jd.length > 0;
  const evidence = evidenceText(chart.lnZ, chart.lnZError);
  const model = chart.modelTitle ? ` ${hasModel ? 'with the best fit of' : 'for'} ${chart.modelTitle}` : '';
  const head = `Light curve of ${chart.object}${model}${evidence ? `, ${evidence}` : ''}`;
  const what = `${counted(detections.length, 'detection')} and ${counted(limits, 'upper limit')}`;
  const where = styles.length > 0 ? ` in ${listed(styles.map((s) => s.label))}` : '';
  if (detections.length === 0) return `${head}: ${what}${where}.`;

  const label = (filter: string) => styles.find((s) => s.filter === filter)?.label ?? filter;
  const times = detections.map((p) => p.jd);
  const days = Math.max(...times) - Math.min(...times);
  const brightest = detections.reduce((a, b) => (b.magnitude < a.magnitude ? b : a));
  const perFilter = styles.map((s) => detections.filter((p) => p.filter === s.filter));
  const best = perFilter.reduce((a, b) => (b.length > a.length ? b : a), []);
  const over = days >= 0.05 ? ` over ${fixed(days, 1)} days` : '';
  return (
    `${head}: ${what}${where}${over}; brightest ${fixed(brightest.magnitude, 2)} mag in ` +
    `${label(brightest.filter)} on ${utcText(brightest.jd)}${fadeText(best, label(best[0]?.filter ?? ''))}.`
  );
}

/** What the picture of all models shows, in one sentence: object, data, and each model with its numbers, best first. */
export function modelsAltText(chart: ModelsChart): string {
  const models = bestFirst(chart.models);
  const [best] = models;
  const detections = chart.points.filter((p) => !p.isLimit).length;
  const words = models.map((model) => {
    const evidence =
      model === best
        ? evidenceText(model.lnZ, model.lnZError)
        : `Δln Z = ${fixed(model.lnZ - (best?.lnZ ?? 0), 1)}`;
    const numbers = [evidence, chi2Text(residualsOf(chart.points, model))].filter(Boolean);
    return `${model.modelTitle} (${numbers.join(', ')})`;
  });
  const data = `${counted(detections, 'detection')} and ${counted(chart.points.length - detections, 'upper limit')}`;
  return `Light curves of ${chart.object}, ${data}, with the best fit of each model, best first: ${words.join('; ')}.`;
}
