import type { PostContent } from '../../pipeline/api/posts.ts';
import { type Message, message, section } from './blocks.ts';
import { fitBlocks } from './objectReport.ts';
import { failedFitIds, type Picture, picture, threadButtons } from './parts.ts';
import { escapeText, evidence, mention } from './text.ts';
import { modelName, ranked, verdict } from './verdict.ts';

/** The corner plot of the best fit, for the thread. */
export function corner(content: Extract<PostContent, { kind: 'corner' }>, chart: Picture): Message {
  const { fit } = content;
  const words = `Corner plot: ${escapeText(modelName(fit))}, ln Z = ${evidence(fit.lnZ, fit.lnZError)}`;
  return message(`${escapeText(content.object)}: ${words}`, [section(words), ...picture(chart)]);
}

/** What became of a refit, or of new data, for the thread. */
export function refitReport(
  content: Extract<PostContent, { kind: 'refit-report' }>,
  charts: { lightCurve: Picture; corner: Picture },
): Message {
  const title = content.requestedBy === null ? 'New data' : `Refit for ${mention(content.requestedBy)}`;
  return message(`${escapeText(content.object)}, ${title}: ${escapeText(verdict(content.fits))}`, [
    section(title),
    ...fitBlocks(content.fits, [charts.lightCurve, charts.corner]),
    ...threadButtons(ranked(content.fits)[0]?.fitId ?? null, failedFitIds(content.fits)),
  ]);
}
