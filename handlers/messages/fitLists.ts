import type { FitSummary } from '../../pipeline/api/views.ts';
import { type Block, table } from './blocks.ts';
import { cut, escapeText, evidence, fixed, withPeople } from './text.ts';
import { modelName, ranked } from './verdict.ts';

const maxRows = 40;
const maxLines = 12;
const maxSentence = 400;
/** Room for text in the smallest block, a context of 2,000 characters. */
const maxBlockText = 1900;

/**
 * The models with ΔlnZ against the best and ln Z ± error: on a phone the last column is cut off. ⚠ where warnings belong
 * to the number, ↺ where the result is an earlier fit's. null when no fit has a number.
 */
export function fitTable(fits: readonly FitSummary[], options: { withId?: boolean } = {}): Block | null {
  const rows = ranked(fits);
  const best = rows[0];
  if (!best) return null;
  const lines = rows.slice(0, maxRows).map((fit) => {
    const marks = `${fit.warnings.length > 0 ? ' ⚠' : ''}${fit.reused ? ' ↺' : ''}`;
    return [
      ...(options.withId ? [`#${fit.fitId}`] : []),
      `${modelName(fit)}${marks}`,
      fit === best ? 'best' : fixed(fit.lnZ - best.lnZ, 1),
      evidence(fit.lnZ, fit.lnZError),
    ];
  });
  const head = [...(options.withId ? ['Fit'] : []), 'Model', 'ΔlnZ', 'ln Z'];
  return table([head, ...lines], [...(options.withId ? ['left' as const] : []), 'left', 'right', 'right']);
}

const endings: Partial<Record<FitSummary['state'], string>> = {
  failed: 'failed',
  'timed-out': 'ran out of time',
  cancelled: 'was cancelled',
  lost: 'was lost and will be tried again',
  queued: 'is waiting',
  submitted: 'is waiting',
  running: 'is running',
  succeeded: 'has no number',
};

/** Every fit without a number, one line of mrkdwn each; '' when there is none. */
export function failureLines(fits: readonly FitSummary[]): string {
  const shown = new Set<FitSummary>(ranked(fits));
  const without = fits.filter((fit) => !shown.has(fit));
  return bullets(
    without.map((fit) => {
      const words = fit.message ? escapeText(cut(fit.message, maxSentence)) : '';
      const why = words && `: ${fit.state === 'cancelled' ? withPeople(words) : words}`;
      return `*${escapeText(modelName(fit))}* ${endings[fit.state] ?? fit.state}${why}`;
    }),
  );
}

/** Every warning once, with the models it concerns, one line of mrkdwn each; '' when there is none. */
export function warningLines(fits: readonly FitSummary[]): string {
  const models = new Map<string, Set<string>>();
  const all = ranked(fits);
  for (const fit of all) {
    for (const { code, text } of fit.warnings) {
      // The verdict says it.
      if (code === 'inconclusive') continue;
      const list = models.get(text) ?? new Set();
      models.set(text, list.add(fit.model));
    }
  }
  const count = new Set(all.map((fit) => fit.model)).size;
  return bullets(
    [...models].map(([text, names]) => {
      const who = names.size === count ? '' : `${escapeText([...names].join(', '))}: `;
      return `⚠ ${who}${escapeText(cut(text, maxSentence))}`;
    }),
    '',
  );
}

/** Lines of mrkdwn under each other, at most so many and what fits into one block; the rest is counted. */
export function bullets(lines: readonly string[], mark = '• ', most = maxLines): string {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.slice(0, most)) {
    length += mark.length + line.length + 1;
    if (length > maxBlockText && shown.length > 0) break;
    shown.push(`${mark}${line}`);
  }
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`…and ${rest} more`] : [])].join('\n');
}
