import type { PostContent } from '../../pipeline/api/posts.ts';
import { type Block, context, type Message, message, section } from './blocks.ts';
import { bestFitIdOf, fitBlocks, verdictSection } from './objectReport.ts';
import { failedFitIds, type Picture, picture, threadButtons } from './parts.ts';
import { escapeText, evidence, mention } from './text.ts';
import { changeWords, evidenceSentence, modelName, withStrength } from './verdict.ts';

/** The corner plot of the best fit, for the thread. */
export function corner(content: Extract<PostContent, { kind: 'corner' }>, chart: Picture): Message {
  const { fit } = content;
  const words = `Corner plot: ${escapeText(modelName(fit))}, ln Z = ${evidence(fit.lnZ, fit.lnZError)}`;
  return message(`${escapeText(content.object)}: ${words}`, [section(words), ...picture(chart)]);
}

type Refit = Extract<PostContent, { kind: 'refit-report' }>;

function newsWords({ verdict, before, isChange }: Refit): string {
  if (before === null) return withStrength(verdict);
  if (!isChange) return `Verdict unchanged: ${withStrength(verdict)}`;
  return `Verdict changed: ${changeWords(before, verdict)}`;
}

/** With which unusual settings somebody asked for the fits. */
function settingsBlocks(fits: Refit['fits']): Block[] {
  const settings = [...new Set(fits.flatMap((fit) => fit.settings))];
  return settings.length === 0 ? [] : [context(`Fitted with ${escapeText(settings.join(', '))}.`)];
}

/** What became of a refit, or of new data that changed the verdict, for the thread and, if it changed, the channel. */
export function refitReport(content: Refit, charts: { lightCurve: Picture; corner: Picture }): Message {
  const { object, verdict, fits, requestedBy, isBrief } = content;
  const why = requestedBy === null ? 'New data' : `Refit for ${mention(requestedBy)}`;
  const changed = escapeText(newsWords(content));
  const pictures = isBrief ? [] : [charts.lightCurve, charts.corner];
  return message(`${escapeText(object)}: ${changed}. ${escapeText(evidenceSentence(verdict))}`, [
    section(`*${escapeText(object)}* · ${why}\n*${changed}*`),
    ...(isBrief ? [] : [verdictSection(verdict)]),
    ...settingsBlocks(fits),
    ...fitBlocks(fits, isBrief ? { ...verdict, warning: null } : verdict, pictures),
    ...threadButtons(bestFitIdOf(fits, verdict), failedFitIds(fits)),
  ]);
}
