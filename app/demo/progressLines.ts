import { duration, evidence } from '../../handlers/messages/text.ts';
import type { OpenFit } from '../../pipeline/api/views.ts';

const barCells = 20;

/** A bar of fixed width for a fraction of 0 to 1. */
function bar(fraction: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * barCells);
  return '█'.repeat(full) + '░'.repeat(barCells - full);
}

/** One line per fit that is not over: what runs first, then how many wait. */
export function progressLines(open: readonly OpenFit[], columns: number): string[] {
  const running = open.filter((fit) => fit.state === 'running');
  const waiting = open.length - running.length;
  const nameWidth = Math.max(0, ...running.map((fit) => fit.object.length));
  const modelWidth = Math.max(0, ...running.map((fit) => `${fit.kind} ${fit.model}`.length));
  const lines = running.map((fit) => {
    const name = `${fit.object.padEnd(nameWidth)}  ${`${fit.kind} ${fit.model}`.padEnd(modelWidth)}`;
    const { progress } = fit;
    if (!progress) return `${name}  ${bar(0)}  starting`;
    const parts = [
      `iteration ${progress.iteration}`,
      progress.lnZ === null ? 'ln Z —' : `ln Z ${evidence(progress.lnZ, null)}`,
      `${duration(progress.elapsedSeconds)} so far`,
      progress.remainingSeconds === null ? '' : `about ${duration(progress.remainingSeconds)} left`,
    ];
    return `${name}  ${bar(progress.fraction)}  ${parts.filter(Boolean).join(', ')}`;
  });
  if (waiting > 0) lines.push(`${waiting} more ${waiting === 1 ? 'fit waits' : 'fits wait'} for a free core`);
  return lines.map((line) => (line.length >= columns ? `${line.slice(0, columns - 2)}…` : line));
}
