import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { until } from '../until.ts';
import { clusterFolder } from './clusterPlace.ts';
import { fits, type SlurmBench } from './lab.ts';

/** A daemon of the cluster; `slurmd-n1` is that of a node. */
export type Daemon = 'slurmctld' | 'slurmdbd' | 'sshd' | `slurmd-n${number}`;

function pidOf(daemon: Daemon): string {
  return readFileSync(join(clusterFolder, 'run', `${daemon}.pid`), 'utf8').trim();
}

/**
 * Ends a daemon of the cluster: without a word, but the controller so that it keeps its state (killed within seconds of
 * a start, Slurm itself forgets that the job runs, and holds it).
 */
export function kill(daemon: Daemon): void {
  const pid = pidOf(daemon);
  const children = daemon === 'sshd' ? `pkill -KILL -u nmma-slurm sshd; pkill -KILL -P ${pid};` : '';
  const signal = daemon === 'slurmctld' ? 'TERM' : 'KILL';
  execFileSync('sh', ['-c', `${children} kill -${signal} ${pid}; true`]);
  if (daemon === 'slurmctld')
    execFileSync('sh', ['-c', `for i in $(seq 50); do kill -0 ${pid} 2>/dev/null || break; sleep 0.1; done`]);
}

/** Whether a daemon is there; one that has ended and that nobody has taken note of is not. */
export function runs(daemon: Daemon): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(join('/proc', pidOf(daemon), 'status'), 'utf8'));
  } catch {
    return false;
  }
}

/** A daemon that is there and does not answer, till `wake`. */
export function freeze(daemon: Daemon): void {
  process.kill(Number(pidOf(daemon)), 'SIGSTOP');
}

/** Lets a frozen daemon go on; one that is not frozen stays as it is. */
export function wake(daemon: Daemon): void {
  try {
    process.kill(Number(pidOf(daemon)), 'SIGCONT');
  } catch (error) {
    // It is down: `repair` starts it.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')))
      throw error;
  }
}

/** Waits until the controller has written the state of the jobs that run now to its disk: it does so when one changes. */
export async function untilWrittenDown(bench: SlurmBench): Promise<void> {
  const writtenMs = () => statSync(join(clusterFolder, 'ctld', 'job_state')).mtimeMs;
  const before = writtenMs();
  for (const id of bench.slurm('squeue', '-h', '-t', 'running', '-o', '%A').split('\n').filter(Boolean))
    bench.slurm('scontrol', 'update', `jobid=${id}`, 'comment=runs');
  await until(() => writtenMs() > before);
}

/** Starts again what is down. */
export function repair(): void {
  execFileSync(join(import.meta.dirname, 'cluster'), ['up', clusterFolder], { stdio: 'ignore' });
}

/** Every fit succeeded at its first attempt, and Slurm ran each exactly once. */
export function expectEachRunOnce(bench: SlurmBench): void {
  const all = fits(bench);
  expect(all.length).toBeGreaterThan(0);
  expect(all.map(({ state, attempts, lostCount }) => [state, attempts, lostCount])).toEqual(
    all.map(() => ['succeeded', 1, 0]),
  );
  const logs = globSync(join(bench.stateDir, 'jobs/*/*/log.txt'));
  expect(logs).toHaveLength(all.length);
  for (const log of logs) expect(readFileSync(log, 'utf8').match(/ task \d+ of /g)).toHaveLength(1);
}

/** How many tasks of a bench Slurm was ever given. */
export function tasksGiven(bench: SlurmBench): number {
  const batches = globSync(join(bench.stateDir, 'jobs/*/*.slurm.json')).map(
    (path) => JSON.parse(readFileSync(path, 'utf8')).batch as string,
  );
  const [, instance = ''] = /-([0-9a-f]{8})-[0-9a-f]+$/.exec(batches[0] ?? '') ?? [];
  const rows = bench.slurm('squeue', '--all', '-h', '-r', '-t', 'all', '-o', '%j').split('\n');
  return rows.filter((name) => name.includes(`-${instance}-`)).length;
}
