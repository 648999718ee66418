import type { HomeReport, RankedObject } from '../../pipeline/api/views.ts';
import { actions, type Block, button, context, section } from '../messages/blocks.ts';
import { bullets } from '../messages/fitLists.ts';
import { ids, type Picture } from '../messages/parts.ts';
import { capital, cut, escapeText, evidence, fixed, moment } from '../messages/text.ts';
import { kindName, strength } from '../messages/verdict.ts';
import { withThumbnail } from './sections.ts';

/** How many objects have a picture and buttons of their own. */
export const mostThumbnails = 8;
const mostLines = 30;

function nameLink(object: string): string {
  return `<https://fritz.science/source/${encodeURIComponent(object)}|${escapeText(object)}>`;
}

function aheadWords({ deltaLnZ }: RankedObject): string {
  if (deltaLnZ === null) return 'no other model to compare with';
  const words = strength(deltaLnZ);
  return `ΔlnZ ${fixed(deltaLnZ, 1)} to the next: ${words === null ? 'inconclusive' : `*${words}*`}`;
}

function bestWords(one: RankedObject): string {
  const model = escapeText(cut([one.bestModel, one.note].filter(Boolean).join(', '), 100));
  return `${capital(kindName(one.bestKind))} (${model})`;
}

function lnZWords({ lnZ }: RankedObject): string {
  return `ln Z ${evidence(lnZ, null)}`;
}

/** Short lines, as many as the picture beside them is high. */
function fullEntry(one: RankedObject, place: number): string {
  const lines = [
    `*${place}. ${nameLink(one.object)}*`,
    bestWords(one),
    lnZWords(one),
    capital(aheadWords(one)),
  ];
  return lines.join('\n');
}

function shortEntry(one: RankedObject, place: number): string {
  return `${place}. *${nameLink(one.object)}* ${bestWords(one)}, ${lnZWords(one)}, ${aheadWords(one)}`;
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
 * The last night's objects, from most to least kilonova-like: the first with picture and buttons, the rest as lines.
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
      `Fits of ${day} (UTC), from most to least kilonova-like: ln Z of the best kilonova less that of the best other.`,
    ),
    ...first.flatMap((one, index) => [
      withThumbnail(fullEntry(one, index + 1), pictures[index] ?? null),
      buttons(one, index + 1),
    ]),
    ...(rest.length > 0 ? [section(bullets(rest, '', mostLines))] : []),
  ];
}
