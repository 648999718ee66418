import { kindName } from '../../pipeline/api/verdict.ts';
import type { FitSummary, ObjectStatus, VerdictEntry } from '../../pipeline/api/views.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { factsLine } from './facts.ts';
import { bullets, failureLines, fitTable, warningLines } from './fitLists.ts';
import { bestFitIdOf, verdictSection } from './objectReport.ts';
import { opinionBlock } from './opinions.ts';
import { failedFitIds, muteNotice, objectButtons } from './parts.ts';
import { counted, escapeText, fixed, mention, moment, utcText } from './text.ts';
import { comparedSentence, modelName, probabilityWords, verdictLine, verdictTitle } from './verdict.ts';

/** When each fit ended, who asked for it, and what was unusual about it. */
function whenLines(fits: readonly FitSummary[]): string {
  return bullets(
    fits.map((fit) => {
      const when =
        fit.finishedAt === null ? 'not ended' : moment(fit.finishedAt, '{date_short_pretty} {time}');
      const who = fit.requestedBy === null ? '' : `, for ${mention(fit.requestedBy)}`;
      const how = fit.settings.length > 0 ? `, ${escapeText(fit.settings.join(', '))}` : '';
      return `#${fit.fitId} ${escapeText(modelName(fit))}: ${when}${who}${how}`;
    }),
  );
}

/** As many cells as ΔlnZ has units, 10 at most: half of them are "very strong". */
function evidenceBar(deltaLnZ: number): string {
  return '▮'.repeat(Math.max(0, Math.min(10, Math.round(deltaLnZ))));
}

/** How the verdict changed as data came in, one line per light curve. */
function verdictLines(entries: readonly VerdictEntry[]): string {
  const told = entries.filter(({ kind }) => kind !== null);
  if (told.length < 2) return '';
  const lines = told.map(({ days, kind, probability, deltaLnZ }) => {
    const sure = probability === null ? '' : `, ${probabilityWords(probability)}`;
    const delta = deltaLnZ === null ? '' : `, ΔlnZ = ${fixed(deltaLnZ, 1)} ${evidenceBar(deltaLnZ)}`;
    return `Day ${fixed(days, 1)}: ${kindName(kind ?? '')}${sure}${delta}`.trim();
  });
  return `*Verdict over time*\n${bullets(lines)}`;
}

/** Everything known of one object: its data, all its fits against each other, who muted it. */
export function objectStatus(report: ObjectStatus): Message {
  const { verdict, facts } = report;
  const isOpen = report.fits.some((fit) => fit.finishedAt === null);
  const words = verdict === null ? 'No fits yet.' : verdictLine(verdict, isOpen);
  const compared = verdict === null ? '' : escapeText(comparedSentence(verdict));
  const over = verdictLines(report.verdicts);
  const known = facts === null ? '' : factsLine(facts);
  const failures = failureLines(report.fits);
  const warnings = warningLines(report.fits);
  const table = fitTable(report.fits, { withId: true });
  const when = whenLines(report.fits);
  const data =
    report.detections + report.limits === 0
      ? 'No light curve yet.'
      : `${counted(report.detections, 'detection')} and ${counted(report.limits, 'limit')}, ` +
        `${counted(report.lightCurves, 'light curve')} so far · ` +
        `last point ${moment(report.lastJd, '{ago}')} (${utcText(report.lastJd)})`;
  const blocks: (Block | null)[] = [
    header(verdict === null ? report.object : `${verdictTitle(verdict)} · ${report.object}`),
    verdict === null ? section(words) : verdictSection(verdict, isOpen),
    known ? context(known) : null,
    table,
    over ? section(over) : null,
    failures ? section(failures) : null,
    warnings ? context(warnings) : null,
    when ? context(when) : null,
    context(data),
    compared ? context(compared) : null,
    report.whyNot === null ? null : context(escapeText(report.whyNot)),
    report.muted ? muteNotice(report.muted) : null,
    opinionBlock(report.object, report.opinions),
    objectButtons({
      object: report.object,
      isMuted: report.muted !== null,
      bestFitId: bestFitIdOf(report.fits, verdict),
      failedFitIds: failedFitIds(report.fits),
      portalUrl: report.portalUrl,
    }),
  ];
  return message(
    `${escapeText(report.object)}: ${escapeText(words)}`,
    blocks.filter((block) => block !== null),
  );
}
