import { duration, evidence } from '../../handlers/messages/text.ts';
import { modelName, ranked, verdictLine } from '../../handlers/messages/verdict.ts';
import type { FitSummary } from '../../pipeline/api/views.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { DemoReport } from './report.ts';

/** One line about a fit that has ended. */
export function fitLine(fit: FitSummary): string {
  const name = `${fit.object}  ${modelName(fit)}`;
  if (fit.state !== 'succeeded') return `${name}  ${fit.state}${fit.message ? `: ${fit.message}` : ''}`;
  const time = fit.reused ? ', an earlier result' : fit.seconds === null ? '' : `, ${duration(fit.seconds)}`;
  return `${name}  ln Z = ${evidence(fit.lnZ, fit.lnZError)}${time}`;
}

/** A fit that is in one of these when the demo ends goes on in the next demo on the same state folder. */
const openStates = new Set(['queued', 'submitted', 'running', 'lost']);

/** What the demo found, line by line. */
export function closingLines(report: DemoReport, pipeline: Pipeline): string[] {
  const perObject = report.objects.flatMap((name) => {
    const { fits, verdict } = pipeline.objectStatus(name);
    if (verdict === null) return [];
    return [`  ${name}  ${ranked(fits).length} of ${fits.length} fits: ${verdictLine(verdict)}`];
  });
  const counts = new Map<string, number>();
  for (const [state, count] of Object.entries(report.fitsByState)) {
    const word = openStates.has(state) ? 'broken off' : state;
    counts.set(word, (counts.get(word) ?? 0) + count);
  }
  const states = [...counts].map(([word, count]) => `${count} ${word}`);
  return [
    '',
    ...perObject,
    `${report.objects.length} objects, ${report.fits.length} fits (${states.join(', ') || 'none'}), ` +
      `${report.posts.length} messages, ${duration(report.seconds)}`,
  ];
}
