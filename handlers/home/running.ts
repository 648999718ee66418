import type { OpenFit, StatusReport } from '../../pipeline/api/views.ts';
import { bar } from '../messages/bar.ts';
import { type Block, context, section } from '../messages/blocks.ts';
import { cut, duration, escapeText, evidence, moment } from '../messages/text.ts';
import { modelName } from '../messages/verdict.ts';

const mostRunning = 8;

/** Two lines, so that a narrow screen breaks between name and bar. */
function runningLines(fit: OpenFit): string {
  const where = fit.detail === null ? '' : ` · ${escapeText(cut(fit.detail, 80))}`;
  const name = `*${escapeText(fit.object)}* ${escapeText(modelName(fit))}`;
  if (fit.progress === null) return `${name}\nstarting${where}`;
  const { lnZ, fraction, elapsedSeconds, remainingSeconds } = fit.progress;
  const number = lnZ === null ? '' : ` · ln Z ${evidence(lnZ, null)}`;
  const time =
    remainingSeconds === null
      ? ` · ${duration(elapsedSeconds)} so far`
      : ` · ${duration(remainingSeconds)} left`;
  return `${name}\n\`${bar(fraction)}\`${number}${time}`;
}

function waitingLine(waiting: readonly OpenFit[]): string {
  const [oldest] = [...waiting].sort((a, b) => (a.waitingSince < b.waitingSince ? -1 : 1));
  if (!oldest) return '';
  const why = oldest.detail === null ? '' : ` (${escapeText(cut(oldest.detail, 100))})`;
  const since = moment(oldest.waitingSince, '{date_short_pretty} {time}');
  const name = `${escapeText(oldest.object)} ${escapeText(modelName(oldest))}`;
  return `${waiting.length} waiting, the oldest since ${since}: ${name}${why}.`;
}

/** The fits that run, each with its bar, and how many wait. */
export function runningBlocks(report: StatusReport): Block[] {
  const running = report.open.filter((fit) => fit.state === 'running');
  const waiting = report.open.filter((fit) => fit.state !== 'running');
  const shown = running.slice(0, mostRunning);
  const rest = running.length - shown.length;
  const line = waitingLine(waiting);
  return [
    ...shown.map((fit) => section(runningLines(fit))),
    ...(rest > 0 ? [context(`…and ${rest} more running: \`/nmma status\``)] : []),
    ...(line ? [context(line)] : []),
  ];
}
