import { byWavelength } from '../../charts/look/filters.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import type { Verdict } from '../../pipeline/api/verdict.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { factsLine, shortFilter } from './facts.ts';
import { failureLines, fitTable } from './fitLists.ts';
import { opinionBlock } from './opinions.ts';
import { failedFitIds, muteNotice, objectButtons, type Picture, picture } from './parts.ts';
import { counted, cut, escapeText, fixed } from './text.ts';
import {
  comparedSentence,
  descriptionSentence,
  evidenceSentence,
  missingSentence,
  ranked,
  verdictLine,
  verdictTitle,
  warningSentence,
} from './verdict.ts';

/** What an object's report tells. */
export type ObjectReport = Extract<PostContent, { kind: 'object-report' }>;

/** "9 detections and 3 limits in g and r over 3.9 d". */
export function dataLine(lightCurve: ObjectReport['lightCurve']): string {
  const { detections, limits, filters, firstJd, lastJd } = lightCurve;
  const where = filters.length > 0 ? ` in ${escapeText(listed(byWavelength(filters).map(shortFilter)))}` : '';
  const counts = `${counted(detections, 'detection')} and ${counted(limits, 'limit')}`;
  const span = lastJd - firstJd >= 0.05 ? ` over ${fixed(lastJd - firstJd, 1)} d` : '';
  return `${counts}${where}${span}`;
}

/** How sure the verdict is, whether anything describes the data, and which hypothesis is missing: a section. */
export function verdictSection(verdict: Verdict, isOpen = false): Block {
  const missing = escapeText(missingSentence(verdict));
  const sentences = [evidenceSentence(verdict, isOpen), descriptionSentence(verdict)].map(escapeText);
  return section([...sentences, missing && `*${missing}*`].filter(Boolean).join(' ') || 'No result.');
}

/** Picture, table, what failed and at most one warning: the middle of a report about fits. */
export function fitBlocks(fits: ObjectReport['fits'], verdict: Verdict, pictures: Picture[]): Block[] {
  const failures = failureLines(fits);
  const warning = warningSentence(verdict);
  const table = fitTable(fits);
  const isReused = fits.some((fit) => fit.reused);
  return [
    ...pictures.flatMap(picture),
    ...(table ? [table] : []),
    ...(failures ? [section(failures)] : []),
    ...(warning ? [context(`⚠ ${escapeText(cut(warning, 400))}`)] : []),
    ...(isReused ? [context('↺ Earlier result: nothing has changed since.')] : []),
  ];
}

/** The message about one object, for somebody who decides with a phone in hand: the verdict first. */
export function objectReport(content: ObjectReport, lightCurve: Picture): Message {
  const { object, verdict, fits } = content;
  const facts = factsLine(content.facts);
  const compared = escapeText(comparedSentence(verdict));
  const line = `${object}: ${verdictLine(verdict)}`;
  return message(cut(escapeText(line), 1000), [
    header(`${verdictTitle(verdict)} · ${object}`),
    verdictSection(verdict),
    ...(facts ? [context(facts)] : []),
    ...fitBlocks(fits, verdict, [lightCurve]),
    context([dataLine(content.lightCurve), compared].filter(Boolean).join(' · ')),
    ...(content.muted === null ? [] : [muteNotice(content.muted)]),
    opinionBlock(object, content.opinions ?? []),
    objectButtons({
      object,
      isMuted: content.muted !== null,
      bestFitId: bestFitIdOf(fits, verdict),
      failedFitIds: failedFitIds(fits),
      portalUrl: content.portalUrl,
    }),
  ]);
}

/** The fit that the verdict is about, else the one with the highest ln Z; null: none has a number. */
export function bestFitIdOf(fits: ObjectReport['fits'], verdict: Verdict | null): number | null {
  const all = ranked(fits);
  return (all.find((fit) => fit.model === verdict?.model) ?? all[0])?.fitId ?? null;
}
