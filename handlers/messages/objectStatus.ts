import type { ObjectStatus } from '../../pipeline/summaries.ts';
import { context, header, type Message, message, section } from './blocks.ts';
import { failureLines, fitTable, warningLines } from './fitLists.ts';
import { muteNotice, objectButtons } from './parts.ts';
import { counted, escapeText, moment, utcText } from './text.ts';
import { verdict } from './verdict.ts';

/** Everything known of one object: its data, all its fits against each other, who muted it. */
export function objectStatus(report: ObjectStatus): Message {
  const words = report.fits.length === 0 ? 'No fits yet.' : verdict(report.fits);
  const failures = failureLines(report.fits);
  const warnings = warningLines(report.fits);
  const table = fitTable(report.fits, { withId: true });
  const data =
    `${counted(report.detections, 'detection')} and ${counted(report.limits, 'limit')}, ` +
    `${counted(report.lightCurves, 'light curve')} so far · ` +
    `last point ${moment(report.lastJd, '{ago}')} (${utcText(report.lastJd)})`;
  return message(`${escapeText(report.object)}: ${escapeText(words)}`, [
    header(report.object),
    section(`*${escapeText(words)}*`),
    ...(table ? [table] : []),
    ...(failures ? [section(failures)] : []),
    ...(warnings ? [context(warnings)] : []),
    context(data),
    ...(report.notFitted ? [context(escapeText(report.notFitted))] : []),
    ...(report.muted ? [muteNotice(report.muted.by, report.muted.reason)] : []),
    objectButtons(report.object, report.muted !== null),
  ]);
}
