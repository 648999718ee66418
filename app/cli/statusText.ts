import { stateCounts } from '../../handlers/messages/dailySummary.ts';
import { bar } from '../../handlers/messages/status.ts';
import { counted, duration, evidence, fixed } from '../../handlers/messages/text.ts';
import { modelName, ranked, verdict } from '../../handlers/messages/verdict.ts';
import type { ObjectStatus, StatusReport } from '../../pipeline/summaries.ts';

/** What `nmma status` prints. */
export function statusText(report: StatusReport): string {
  const open = report.open.map((fit) => {
    const name = `  ${fit.object}  ${modelName(fit)}`;
    const { progress } = fit;
    if (fit.state !== 'running' || !progress) return `${name}  ${fit.state}`;
    const left =
      progress.remainingSeconds === null ? '' : `, about ${duration(progress.remainingSeconds)} left`;
    return `${name}  ${bar(progress.fraction)}  ln Z ${evidence(progress.lnZ, null)}${left}`;
  });
  const run = report.lastRun;
  const states = run ? stateCounts(run.fitsByState) : '';
  const problems = report.problems.map(
    (one) => `  ${one.file}${one.line === null ? '' : `, line ${one.line}`}: ${one.reason}`,
  );
  const muted = report.muted.map(
    (one) => `  ${one.object} by ${one.mutedBy}${one.reason ? `: ${one.reason}` : ''}`,
  );
  return [
    ...report.trouble.map((words) => `TROUBLE: ${words}`),
    ...(open.length > 0 ? ['Open fits:', ...open] : ['No fit is open.']),
    run
      ? `Last run: #${run.runId}, ${run.startedAt}, ${counted(run.filesRead, 'file')}, ${counted(run.lightCurvesNew, 'new light curve')}${states ? `, ${states}` : ''}`
      : 'No run yet.',
    ...(problems.length > 0 ? ['Could not be used:', ...problems] : []),
    ...(muted.length > 0 ? ['Muted:', ...muted] : []),
    ...(report.pendingPosts > 0 ? [`${counted(report.pendingPosts, 'post')} to be sent.`] : []),
  ].join('\n');
}

/** What `nmma status OBJECT` prints. */
export function objectStatusText(report: ObjectStatus): string {
  const rows = ranked(report.fits);
  const best = rows[0];
  const without = report.fits.filter((fit) => !rows.some((row) => row === fit));
  return [
    `${report.object}: ${report.fits.length === 0 ? 'No fits yet.' : verdict(report.fits)}`,
    ...rows.map(
      (fit) =>
        `  #${fit.fitId}  ${modelName(fit)}  ln Z ${evidence(fit.lnZ, fit.lnZError)}` +
        `  ${fit === best ? 'best' : `ΔlnZ ${fixed(fit.lnZ - (best?.lnZ ?? 0), 1)}`}`,
    ),
    ...without.map(
      (fit) => `  #${fit.fitId}  ${modelName(fit)}  ${fit.state}${fit.message ? `: ${fit.message}` : ''}`,
    ),
    ...[...new Set(rows.flatMap((fit) => fit.warnings.map(({ text }) => `  ⚠ ${text}`)))],
    `${counted(report.detections, 'detection')}, ${counted(report.limits, 'limit')}, ${counted(report.lightCurves, 'light curve')}`,
    ...(report.notFitted ? [report.notFitted] : []),
    ...(report.muted
      ? [`Muted by ${report.muted.by}${report.muted.reason ? `: ${report.muted.reason}` : ''}`]
      : []),
  ].join('\n');
}
