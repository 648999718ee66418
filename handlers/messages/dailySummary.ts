import type { PostContent } from '../../pipeline/publisher.ts';
import { context, header, type Message, message, section, table } from './blocks.ts';
import { counted, cut, escapeText, evidence, fixed, listed } from './text.ts';
import { modelName, strength } from './verdict.ts';

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

/** The message that opens the day: how many, and which objects stand out. */
export function dailySummary(content: Extract<PostContent, { kind: 'daily-summary' }>): Message {
  const total = Object.values(content.fitsByState).reduce((sum, count) => sum + count, 0);
  const states = stateCounts(content.fitsByState);
  const facts = `${counted(content.objects, 'object')}, ${counted(total, 'fit')}${states ? `: ${states}` : ''}`;
  const first = content.ranking.slice(0, 3).map((one) => `${one.object} (${one.bestKind})`);
  const isQuiet = content.objects === 0;
  const summary = isQuiet
    ? 'A quiet day: no new light curves.'
    : `${facts.charAt(0).toUpperCase()}${facts.slice(1)}.`;
  const problems =
    content.problems > 0
      ? `${counted(content.problems, 'file')} could not be used: see \`/nmma status\`.`
      : '';
  const rows = content.ranking.slice(0, maxRows).map((one) => {
    const words = one.deltaLnZ === null ? null : (strength(one.deltaLnZ) ?? 'inconclusive');
    const delta = one.deltaLnZ === null ? '—' : `${fixed(one.deltaLnZ, 1)} (${words})`;
    const { bestKind: kind, bestModel: model, note } = one;
    const name = modelName({ kind, model, ...(note === undefined ? {} : { note }) });
    return [one.object, name, evidence(one.lnZ, null), delta];
  });
  const rest = content.ranking.length - rows.length;
  const text = `Daily summary of ${content.date}. ${summary}${first.length > 0 ? ` First: ${listed(first)}.` : ''}`;
  return message(escapeText(cut(text, 900)), [
    header(`Summary of ${content.date} (UTC)`),
    section(summary),
    ...(rows.length > 0
      ? [
          table(
            [['Object', 'Best model', 'ln Z', 'ΔlnZ to the next'], ...rows],
            ['left', 'left', 'right', 'right'],
          ),
        ]
      : []),
    ...(rest > 0 ? [context(`…and ${rest} more`)] : []),
    ...(problems ? [context(problems)] : []),
  ]);
}
