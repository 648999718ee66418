import { byWavelength } from '../../charts/filters.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import { listed } from '../../pipeline/shared/suggest.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { failureLines, fitTable, warningLines } from './fitLists.ts';
import { failedFitIds, muteNotice, objectButtons, type Picture, picture } from './parts.ts';
import { counted, cut, escapeText, fixed, moment, utcText } from './text.ts';
import { ranked, verdict } from './verdict.ts';

/** What an object's report tells. */
export type ObjectReport = Extract<PostContent, { kind: 'object-report' }>;

/** ztfg → g; other names stay. */
function shortFilter(filter: string): string {
  return filter.replace(/^ztf/, '');
}

/** "9 detections and 3 limits in g and r over 3.9 d; last point 2 hours ago (2022-09-12 07:12 UTC)". */
export function dataLine(lightCurve: ObjectReport['lightCurve']): string {
  const { detections, limits, filters, firstJd, lastJd } = lightCurve;
  const where = filters.length > 0 ? ` in ${escapeText(listed(byWavelength(filters).map(shortFilter)))}` : '';
  const counts = `${counted(detections, 'detection')} and ${counted(limits, 'limit')}`;
  const span = lastJd - firstJd >= 0.05 ? ` over ${fixed(lastJd - firstJd, 1)} d` : '';
  return `${counts}${where}${span} · last point ${moment(lastJd, '{ago}')} (${utcText(lastJd)})`;
}

/** Verdict, picture, table, what failed, what to beware of: the middle of every report about fits. */
export function fitBlocks(fits: ObjectReport['fits'], pictures: Picture[]): Block[] {
  const failures = failureLines(fits);
  const warnings = warningLines(fits);
  const table = fitTable(fits);
  const isReused = fits.some((fit) => fit.reused);
  return [
    section(`*${escapeText(verdict(fits))}*`),
    ...pictures.flatMap(picture),
    ...(table ? [table] : []),
    ...(failures ? [section(failures)] : []),
    ...(warnings ? [context(warnings)] : []),
    ...(isReused ? [context('↺ Earlier result: nothing has changed since.')] : []),
  ];
}

/** The message about one object: what fits best, how sure that is, and on which data. */
export function objectReport(content: ObjectReport, lightCurve: Picture): Message {
  const words = verdict(content.fits);
  const last = utcText(content.lightCurve.lastJd);
  return message(cut(`${escapeText(content.object)}: ${escapeText(words)} Last point ${last}.`, 1000), [
    header(content.object),
    ...fitBlocks(content.fits, [lightCurve]),
    context(dataLine(content.lightCurve)),
    ...(content.muted === null ? [] : [muteNotice(content.muted)]),
    objectButtons({
      object: content.object,
      isMuted: content.muted !== null,
      bestFitId: ranked(content.fits)[0]?.fitId ?? null,
      failedFitIds: failedFitIds(content.fits),
    }),
  ]);
}
