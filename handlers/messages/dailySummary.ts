import type { PostContent } from '../../pipeline/api/posts.ts';
import type { RankedObject } from '../../pipeline/api/views.ts';
import { listed } from '../../pipeline/shared/suggest.ts';
import { context, header, type Message, message, section, table } from './blocks.ts';
import { notPostedBlocks } from './notPosted.ts';
import { capital, counted, cut, escapeText, evidence, fixed } from './text.ts';
import { modelName, strength } from './verdict.ts';

type Summary = Extract<PostContent, { kind: 'daily-summary' }>;

const maxRows = 30;

const stateWords: Record<string, string> = {
  'timed-out': 'ran out of time',
  submitted: 'waiting',
  queued: 'waiting',
};

/** "38 succeeded, 2 failed": states that occur, in words; '' when there are none. */
export function stateCounts(fitsByState: Record<string, number>): string {
  const counts = new Map<string, number>();
  for (const [state, count] of Object.entries(fitsByState)) {
    const word = stateWords[state] ?? state;
    if (count > 0) counts.set(word, (counts.get(word) ?? 0) + count);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** The summary in one sentence or two; what did not happen is told apart by why. */
function headline(content: Summary): string {
  if (content.pulls === 0 && content.objects === 0) {
    return 'No look at the sources on this day: the app was not running.';
  }
  if (content.lightCurvesNew === 0 && content.objects === 0) {
    return `No data arrived: ${counted(content.pulls, 'look')} at the sources, nothing new in them.`;
  }
  const curves = counted(content.lightCurvesNew, 'new light curve');
  if (content.objects === 0) return `No candidate passed: ${curves} came, none of them to be fitted.`;
  const total = Object.values(content.fitsByState).reduce((sum, count) => sum + count, 0);
  const states = stateCounts(content.fitsByState);
  const facts = `${counted(content.objects, 'object')}, ${curves}, ${counted(total, 'fit')}${states ? `: ${states}` : ''}`;
  return `${capital(facts)}.`;
}

function row(one: RankedObject, isNew: boolean): string[] {
  const words = one.deltaLnZ === null ? null : (strength(one.deltaLnZ) ?? 'inconclusive');
  const delta = one.deltaLnZ === null ? '—' : `${fixed(one.deltaLnZ, 1)} (${words})`;
  const { bestKind: kind, bestModel: model, note } = one;
  const name = modelName({ kind, model, ...(note === undefined ? {} : { note }) });
  return [isNew ? `${one.object} (new)` : one.object, name, evidence(one.lnZ, null), delta];
}

/** The message that opens the day: how many, what is new, and which objects stand out. */
export function dailySummary(content: Summary): Message {
  const first = content.ranking.slice(0, 3).map((one) => `${one.object} (${one.bestKind})`);
  const summary = headline(content);
  const rows = content.ranking
    .slice(0, maxRows)
    .map((one) => row(one, content.newObjects.includes(one.object)));
  const rest = content.ranking.length - rows.length;
  const small = [
    rest > 0 && `…and ${rest} more`,
    rows.length > 0 &&
      'From most to least kilonova-like: ln Z of the best kilonova less that of the best other.',
    content.newObjects.length > 0 &&
      `${capital(counted(content.newObjects.length, 'object'))} seen for the first time: ${escapeText(cut(listed(content.newObjects), 500))}.`,
    content.mutedObjects.length > 0 &&
      `Muted, so their new data was not fitted: ${escapeText(cut(listed(content.mutedObjects), 500))}.`,
    content.problems > 0 && `${counted(content.problems, 'file')} could not be used: see \`/nmma status\`.`,
  ].filter((line) => line !== false);
  const text = `Daily summary of ${content.date}. ${summary}${first.length > 0 ? ` First: ${listed(first)}.` : ''}`;
  const head = ['Object', 'Best model', 'ln Z', 'ΔlnZ to the next'];
  return message(escapeText(cut(text, 900)), [
    header(`Summary of ${content.date} (UTC)`),
    section(summary),
    ...(rows.length > 0 ? [table([head, ...rows], ['left', 'left', 'right', 'right'])] : []),
    ...notPostedBlocks(content.notPosted ?? []),
    ...small.map((line) => context(line)),
  ]);
}
