import type { FitSummary, ObjectStatus } from '../../pipeline/api/views.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { bullets, failureLines, fitTable, warningLines } from './fitLists.ts';
import { failedFitIds, muteNotice, objectButtons } from './parts.ts';
import { counted, escapeText, mention, moment, utcText } from './text.ts';
import { modelName, ranked, verdict } from './verdict.ts';

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

/** Everything known of one object: its data, all its fits against each other, who muted it. */
export function objectStatus(report: ObjectStatus): Message {
  const words = report.fits.length === 0 ? 'No fits yet.' : verdict(report.fits);
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
    header(report.object),
    section(`*${escapeText(words)}*`),
    table,
    failures ? section(failures) : null,
    warnings ? context(warnings) : null,
    when ? context(when) : null,
    context(data),
    report.whyNot === null ? null : context(escapeText(report.whyNot)),
    report.muted ? muteNotice(report.muted) : null,
    objectButtons({
      object: report.object,
      isMuted: report.muted !== null,
      bestFitId: ranked(report.fits)[0]?.fitId ?? null,
      failedFitIds: failedFitIds(report.fits),
    }),
  ];
  return message(
    `${escapeText(report.object)}: ${escapeText(words)}`,
    blocks.filter((block) => block !== null),
  );
}
