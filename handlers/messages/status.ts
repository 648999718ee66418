import type { HealthLine, OpenFit, RunSummary, StatusReport } from '../../pipeline/api/views.ts';
import { bar } from './bar.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { stateCounts } from './dailySummary.ts';
import { bullets } from './fitLists.ts';
import { muteLine } from './muting.ts';
import { notPostedBlocks } from './notPosted.ts';
import { runObjects, runReason } from './runWords.ts';
import { code, counted, cut, duration, escapeText, evidence, moment } from './text.ts';
import { modelName } from './verdict.ts';

function runningLine(fit: OpenFit): string {
  const name = `*${escapeText(fit.object)}* ${escapeText(modelName(fit))}`;
  if (!fit.progress) return `${name}: starting`;
  const { lnZ, fraction, elapsedSeconds, remainingSeconds } = fit.progress;
  const number = lnZ === null ? '' : `, ln Z ${evidence(lnZ, null)} so far`;
  const left =
    remainingSeconds === null
      ? `, ${duration(elapsedSeconds)} so far`
      : `, about ${duration(remainingSeconds)} left`;
  return `\`${bar(fraction)}\` ${name}${number}${left}`;
}

function waitingText(waiting: readonly OpenFit[]): string {
  const models = new Map<string, string[]>();
  for (const fit of waiting) models.set(fit.object, [...(models.get(fit.object) ?? []), fit.kind]);
  return bullets(
    [...models].map(([object, kinds]) => `*${escapeText(object)}* ${escapeText(kinds.join(', '))}`),
  );
}

function titled(title: string, lines: string): Block[] {
  return lines ? [section(`*${title}*\n${lines}`)] : [];
}

function runLine(run: RunSummary): string {
  return `\`${bar(run.fraction)}\` *run ${run.runId}* ${runObjects(run)}, ${runReason(run)}: ${stateCounts(run.fitsByState)}`;
}

function oldestLine(waiting: readonly OpenFit[]): string {
  const [oldest] = [...waiting].sort((a, b) => (a.waitingSince < b.waitingSince ? -1 : 1));
  if (!oldest) return '';
  const why = oldest.detail === null ? '' : ` (${escapeText(cut(oldest.detail, 100))})`;
  return `The oldest has waited since ${moment(oldest.waitingSince, '{time}')}: ${escapeText(oldest.object)} ${escapeText(modelName(oldest))}${why}.`;
}

function lastRunLine({ lastRun: run, openRuns }: StatusReport): string {
  if (!run) return 'No fit has been asked for yet.';
  if (openRuns.some((one) => one.runId === run.runId)) return '';
  const when = moment(run.startedAt, '{ago}');
  const unfinished = run.finishedAt === null ? ', not finished' : '';
  const facts = [runReason(run), runObjects(run), stateCounts(run.fitsByState)].filter(Boolean);
  return `Last run with fits: run ${run.runId} ${when}${unfinished} (${facts.join('; ')}).`;
}

function pullLine(report: StatusReport): string {
  const { lastPull } = report;
  const next = report.nextPullAt === null ? '' : ` Next pull ${moment(report.nextPullAt, '{time}')}.`;
  if (!lastPull) return `No pull yet.${next}`;
  const found = `${counted(lastPull.filesRead, 'file')}, ${counted(lastPull.lightCurvesNew, 'new light curve')}`;
  return `Last pull ${moment(lastPull.at, '{ago}')}: ${found}.${next}`;
}

const kinds = { jobs: 'job folder', charts: 'chart', originals: 'original' } as const;

function cleaningLine({ lastCleaning }: StatusReport): string {
  if (!lastCleaning) return '';
  const parts = Object.entries(kinds).flatMap(([kind, name]) => {
    const { count, bytes } = lastCleaning.removed[kind as keyof typeof kinds];
    return count === 0 ? [] : [`${counted(count, name)} (${(bytes / 1e6).toFixed(1)} MB)`];
  });
  return ` Cleaned ${moment(lastCleaning.at, '{ago}')}: ${parts.join(', ') || 'nothing to remove'}.`;
}

/** One line per part of the installation; told in words as well as by the mark. */
export function healthLines(health: readonly HealthLine[]): string {
  return health
    .map(({ part, isWell, words }) => `${isWell ? '✓' : '⚠'} *${part}*: ${escapeText(cut(words, 300))}`)
    .join('\n');
}

/** What the whole app is doing. */
export function status(report: StatusReport): Message {
  const running = report.open.filter((fit) => fit.state === 'running');
  const waiting = report.open.filter((fit) => fit.state !== 'running');
  const problems = report.problems.map((one) => {
    const line = one.line === null ? '' : `, line ${one.line}`;
    return `${code(cut(one.file, 120))}${line}: ${escapeText(cut(one.reason, 300))}`;
  });
  const headline =
    report.open.length === 0 ? 'No fits running.' : `${running.length} running, ${waiting.length} waiting.`;
  const trouble = report.incidents.map((words) => `⚠ ${escapeText(cut(words, 400))}`);
  const posts = report.pendingPosts > 0 ? ` ${counted(report.pendingPosts, 'post')} to be sent.` : '';
  const told =
    report.incidents.length > 0 ? ` Trouble: ${escapeText(cut(report.incidents.join(' '), 500))}` : '';
  return message(`${headline}${told}`, [
    header('Status'),
    ...(trouble.length > 0 ? [section(bullets(trouble, ''))] : []),
    ...notPostedBlocks(report.notPosted),
    section(headline),
    ...titled('Runs', bullets(report.openRuns.map(runLine), '')),
    ...titled('Running', bullets(running.map(runningLine), '')),
    ...titled('Waiting', [oldestLine(waiting), waitingText(waiting)].filter(Boolean).join('\n')),
    ...titled('Could not be used', bullets(problems)),
    ...titled('Muted', bullets(report.muted.map(muteLine))),
    context(healthLines(report.health)),
    context(`${pullLine(report)} ${lastRunLine(report)}${posts}${cleaningLine(report)}`.trim()),
  ]);
}
