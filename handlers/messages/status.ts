import type { OpenFit, StatusReport } from '../../pipeline/summaries.ts';
import { type Block, context, header, type Message, message, section } from './blocks.ts';
import { stateCounts } from './dailySummary.ts';
import { bullets } from './fitLists.ts';
import { code, counted, cut, duration, escapeText, evidence, mention, moment } from './text.ts';
import { modelName } from './verdict.ts';

const barCells = 10;

/** "█████░░░░░ 48 %" for a fraction of 0 to 1. */
export function bar(fraction: number): string {
  const share = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  const full = Math.floor(share * barCells);
  return `${'█'.repeat(full)}${'░'.repeat(barCells - full)} ${Math.floor(share * 100)} %`;
}

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

function lastRunLine(run: StatusReport['lastRun']): string {
  if (!run) return 'No run yet.';
  const states = stateCounts(run.fitsByState);
  const isRefit = run.filesRead === 0 && run.lightCurvesNew === 0 && states !== '';
  const facts = isRefit
    ? ['fits that somebody asked for', states]
    : [counted(run.filesRead, 'file'), counted(run.lightCurvesNew, 'new light curve'), states];
  const when = moment(run.startedAt, '{ago}');
  return `Last run (#${run.runId}) ${when}${run.finishedAt === null ? ', not finished' : ''}: ${facts.filter(Boolean).join('; ')}.`;
}

/** What the whole app is doing. */
export function status(report: StatusReport): Message {
  const running = report.open.filter((fit) => fit.state === 'running');
  const waiting = report.open.filter((fit) => fit.state !== 'running');
  const muted = report.muted.map((one) => {
    const until = one.until === null ? '' : ` until ${moment(one.until, '{date_short_pretty}')}`;
    const why = one.reason ? `: ${escapeText(cut(one.reason, 200))}` : '';
    return `*${escapeText(one.object)}* by ${mention(one.mutedBy)}${until}${why}`;
  });
  const problems = report.problems.map((one) => {
    const line = one.line === null ? '' : `, line ${one.line}`;
    return `${code(cut(one.file, 120))}${line}: ${escapeText(cut(one.reason, 300))}`;
  });
  const headline =
    report.open.length === 0 ? 'No fit is open.' : `${running.length} running, ${waiting.length} waiting.`;
  const trouble = report.trouble.map((words) => `⚠ ${escapeText(cut(words, 400))}`);
  const next = report.nextPullAt === null ? '' : `Next pull ${moment(report.nextPullAt, '{time}')}.`;
  const posts = report.pendingPosts > 0 ? ` ${counted(report.pendingPosts, 'post')} to be sent.` : '';
  return message(
    `${headline}${report.trouble.length > 0 ? ` Trouble: ${escapeText(cut(report.trouble.join(' '), 500))}` : ''}`,
    [
      header('Status'),
      ...(trouble.length > 0 ? [section(bullets(trouble, ''))] : []),
      section(headline),
      ...titled('Running', bullets(running.map(runningLine), '')),
      ...titled('Waiting', waitingText(waiting)),
      ...titled('Could not be used', bullets(problems)),
      ...titled('Muted', bullets(muted)),
      context(`${lastRunLine(report.lastRun)} ${next}${posts}`.trim()),
    ],
  );
}
