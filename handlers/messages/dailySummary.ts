import type { PostContent } from '../../pipeline/api/posts.ts';
import { kindName } from '../../pipeline/api/verdict.ts';
import type { RankedObject } from '../../pipeline/api/views.ts';
import { listed } from '../../pipeline/shared/words.ts';
import {
  type Block,
  type Cell,
  context,
  header,
  linkCell,
  type Message,
  message,
  section,
  table,
} from './blocks.ts';
import { bullets } from './fitLists.ts';
import { notPostedBlocks } from './notPosted.ts';
import { opinionLines } from './opinions.ts';
import { capital, counted, cut, escapeText, link } from './text.ts';
import { modelName, probabilityWords, withError } from './verdict.ts';

type Summary = Extract<PostContent, { kind: 'daily-summary' }>;

const maxRows = 30;
const maxCandidates = 5;

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

/** The day in one sentence or two; what did not happen is told apart by why. */
function headline(content: Summary): string {
  if (content.pulls === 0 && content.objects === 0) {
    return 'The sources were not looked at on this day: the app was not running.';
  }
  if (content.lightCurvesNew === 0 && content.objects === 0) {
    return `No new data: the sources were looked at ${content.pulls === 1 ? 'once' : `${content.pulls} times`}.`;
  }
  const curves = counted(content.lightCurvesNew, 'new light curve');
  if (content.objects === 0) return `${capital(curves)}, none of which passed the policy.`;
  const total = Object.values(content.fitsByState).reduce((sum, count) => sum + count, 0);
  const states = stateCounts(content.fitsByState);
  const facts = `${counted(content.objects, 'object')}, ${curves}, ${counted(total, 'fit')}${states ? `: ${states}` : ''}`;
  return `${capital(facts)}.`;
}

const isCandidate = (one: RankedObject) => one.bestKind === 'KN' && one.state === 'decided';

/** Whether a kilonova model has a number for any object. */
function isKilonovaCompared(ranking: readonly RankedObject[]): boolean {
  return ranking.some(({ kilonovaScore, bestKind }) => kilonovaScore !== null || bestKind === 'KN');
}

/** "1 kilonova candidate: ZTF26aaaaakn, P = 0.97." */
function candidateWords(ranking: readonly RankedObject[], name: (one: RankedObject) => string): string {
  if (ranking.length === 0) return '';
  const candidates = ranking.filter(isCandidate);
  if (candidates.length > 0) {
    const shown = candidates.slice(0, maxCandidates);
    const words = shown.map((one) => `${name(one)}, ${probabilityWords(one.probability)}`);
    const rest = candidates.length - shown.length;
    return `${counted(candidates.length, 'kilonova candidate')}: ${words.join('; ')}${rest > 0 ? `; …and ${rest} more` : ''}.`;
  }
  return isKilonovaCompared(ranking) ? 'No kilonova candidate.' : 'No kilonova model was compared.';
}

function verdictCell(one: RankedObject): string {
  const sure = probabilityWords(one.probability);
  if (one.state === 'decided') return `${one.bestKind} ${sure}`;
  return one.state === 'single' ? `${one.bestKind} only` : `inconclusive (${one.bestKind} ${sure})`;
}

function nameCell(one: RankedObject): Cell {
  const url = one.postUrl ?? one.portalUrl;
  return url === null ? one.object : linkCell(one.object, url);
}

function rankingBlocks({ ranking }: Summary): Block[] {
  if (ranking.length === 0) return [];
  const hasScore = isKilonovaCompared(ranking);
  const rows = ranking.slice(0, maxRows).map((one) => {
    const {
      bestKind: kind,
      bestModel: model,
      note,
      kilonovaScore,
      kilonovaScoreError,
      deltaLnZ,
      deltaLnZError,
    } = one;
    const number = hasScore ? kilonovaScore : deltaLnZ;
    const error = hasScore ? kilonovaScoreError : deltaLnZError;
    return [
      nameCell(one),
      // Second, because a phone cuts off what stands behind.
      number === null ? '—' : withError(number, error),
      verdictCell(one),
      modelName({ kind, model, note }),
    ];
  });
  const rest = ranking.length - rows.length;
  const order = hasScore
    ? 'Highest kilonova score first: ΔlnZ of kilonova against the best other kind.'
    : 'By name: without a kilonova model there is no kilonova score. ΔlnZ is to the best other kind.';
  const head = ['Object', hasScore ? 'KN score' : 'ΔlnZ', 'Verdict', 'Best model'];
  return [
    table([head, ...rows], ['left', 'right', 'left', 'left']),
    context(`${rest > 0 ? `…and ${rest} more. ` : ''}${order}`),
  ];
}

/** What failed and what does not end by itself: what somebody has to look at. */
function personBlocks({ failed, needsPerson, problems }: Summary): Block[] {
  const byMessage = Map.groupBy(failed, ({ message: words }) => words ?? 'It failed.');
  const fits = [...byMessage].map(([words, those]) => {
    const names = those.map(({ object, model }) => `${object} ${model}`);
    const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
    return `${counted(those.length, 'fit')} failed (${escapeText(shown)}): ${escapeText(cut(words, 200))}`;
  });
  const lines = [
    ...needsPerson.map((words) => escapeText(cut(words, 300))),
    ...fits,
    ...(problems > 0 ? [`${counted(problems, 'file')} could not be used: see \`/nmma status\`.`] : []),
  ];
  return lines.length === 0 ? [] : [section(`*Needs a person*\n${bullets(lines)}`)];
}

/** What people say of the objects, and which candidates wait for somebody to look. */
function opinionBlocks({ opinions = [], ranking }: Summary): Block[] {
  const known = new Set(opinions.map(({ object }) => object));
  const waiting = ranking.filter((one) => isCandidate(one) && !known.has(one.object));
  const names = waiting.slice(0, maxCandidates).map((one) => link(one.object, one.postUrl ?? one.portalUrl));
  const lines = [
    ...opinionLines(opinions),
    ...(waiting.length > 0 ? [`No verdict from people yet: ${listed(names)}`] : []),
  ];
  return lines.length === 0 ? [] : [section(`*What people say*\n${bullets(lines)}`)];
}

/** The message that opens the day: what to look at first, how much there was, and what went wrong. */
export function dailySummary(content: Summary): Message {
  const summary = headline(content);
  const { ranking, newObjects, mutedObjects } = content;
  const linked = candidateWords(ranking, (one) => link(one.object, one.postUrl ?? one.portalUrl));
  const small = [
    newObjects.length > 0 &&
      `${capital(counted(newObjects.length, 'new object'))}: ${escapeText(cut(listed(newObjects), 500))}.`,
    mutedObjects.length > 0 &&
      `Muted, so new data was not fitted: ${escapeText(cut(listed(mutedObjects), 500))}.`,
  ].filter((line) => line !== false);
  const plain = candidateWords(ranking, (one) => one.object);
  return message(
    escapeText(cut([`Summary of ${content.date}.`, plain, summary].filter(Boolean).join(' '), 900)),
    [
      header(`Summary of ${content.date} (UTC)`),
      ...(linked ? [section(`*${capital(linked)}*`)] : []),
      section(summary),
      ...rankingBlocks(content),
      ...opinionBlocks(content),
      ...personBlocks(content),
      ...notPostedBlocks(content.notPosted ?? []),
      ...small.map((line) => context(line)),
    ],
  );
}

/** The kind of an object's verdict in words. */
export function rankedVerdict(one: RankedObject): string {
  const sure = probabilityWords(one.probability);
  return one.state === 'decided'
    ? `${capital(kindName(one.bestKind))}, ${sure}`
    : one.state === 'single'
      ? `Only ${kindName(one.bestKind)} models have a result`
      : `Inconclusive: ${kindName(one.bestKind)} ${sure}`;
}
