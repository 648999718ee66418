import type { HomeReport, RankedObject } from '../../pipeline/api/views.ts';
import { actions, type Block, button, context, section } from '../messages/blocks.ts';
import { rankedVerdict } from '../messages/dailySummary.ts';
import { bullets } from '../messages/fitLists.ts';
import { opinionCounts } from '../messages/opinions.ts';
import { ids, type Picture } from '../messages/parts.ts';
import { cut, escapeText, link, moment } from '../messages/text.ts';
import { withError } from '../messages/verdict.ts';
import { withThumbnail } from './sections.ts';

/** How many objects have a picture and buttons of their own. */
export const mostThumbnails = 8;
const mostLines = 30;

function nameLink(one: RankedObject): string {
  return link(one.object, one.postUrl ?? one.portalUrl);
}

function scoreWords({ kilonovaScore, kilonovaScoreError }: RankedObject): string {
  if (kilonovaScore === null) return 'no kilonova score';
  return `kilonova score ${withError(kilonovaScore, kilonovaScoreError)}`;
}

function evidenceWords({ deltaLnZ, deltaLnZError, strength }: RankedObject): string {
  if (deltaLnZ === null) return 'no other kind to compare with';
  const delta = `ΔlnZ ${withError(deltaLnZ, deltaLnZError)}`;
  return strength === null ? delta : `${delta} (${strength})`;
}

function modelWords(one: RankedObject): string {
  return escapeText(cut([one.bestModel, one.note].filter(Boolean).join(', '), 100));
}

function saidWords({ opinions = [] }: RankedObject): string[] {
  return opinions.length === 0 ? [] : [`people: ${opinionCounts(opinions)}`];
}

/** Short lines, as many as the picture beside them is high. */
function fullEntry(one: RankedObject, place: number): string {
  const lines = [
    `*${place}. ${nameLink(one)}*`,
    `*${escapeText(rankedVerdict(one))}* (${modelWords(one)})`,
    evidenceWords(one),
    scoreWords(one),
    ...saidWords(one),
  ];
  return lines.join('\n');
}

function shortEntry(one: RankedObject, place: number): string {
  return `${place}. *${nameLink(one)}* ${escapeText(rankedVerdict(one))}, ${[evidenceWords(one), scoreWords(one), ...saidWords(one)].join(', ')}`;
}

function buttons(one: RankedObject, place: number): Block {
  const fit = String(one.bestFitId);
  const about = (what: string) => ({ accessibility_label: cut(`${what} of ${one.object}`, 75) });
  return actions(`nmma_ranked_${place}`, [
    button('Details', ids.details, fit, about('Details')),
    button('Corner plot', ids.corner, fit, about('Corner plot')),
    button('Refit…', ids.refit, one.object, about('Refit')),
  ]);
}

/**
 * The last night's objects, highest kilonova score first: the top ones with picture and buttons, the rest as lines.
 * @param pictures one per object of the ranking, in its order; what is not there is left out.
 */
export function rankingBlocks(report: HomeReport, pictures: readonly Picture[]): Block[] {
  const { ranking, date } = report;
  if (date === null) return [context('Nothing has been fitted yet.')];
  // Noon: the same day in nearly every time zone.
  const day = moment(`${date}T12:00:00Z`, '{date_short_pretty}');
  if (ranking.length === 0) return [context(`Fits of ${day} (UTC): none has a number yet.`)];
  const first = ranking.slice(0, mostThumbnails);
  const rest = ranking.slice(mostThumbnails).map((one, index) => shortEntry(one, first.length + index + 1));
  return [
    context(
      `Fits of ${day} (UTC), highest kilonova score first: ΔlnZ of kilonova against the best other kind.`,
    ),
    ...first.flatMap((one, index) => [
      withThumbnail(fullEntry(one, index + 1), pictures[index] ?? null),
      buttons(one, index + 1),
    ]),
    ...(rest.length > 0 ? [section(bullets(rest, '', mostLines))] : []),
  ];
}
