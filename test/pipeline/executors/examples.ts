import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobObservation, JobSpec } from '../../../pipeline/executors/executor.ts';
import { LocalExecutor, type LocalOptions } from '../../../pipeline/executors/local.ts';
import { signalGroup } from '../../../pipeline/executors/processes.ts';
import { afterwards, scratchFolder } from '../scratch.ts';

/** The leader of a job's process group; null when it never started. */
export function pidOf(job: { folder: string }): number | null {
  try {
    return Number(readFileSync(join(job.folder, 'pid'), 'utf8')) || null;
  } catch {
    return null;
  }
}

/** true while any process of the job's group runs; those that only wait to be noticed do not count. */
export function hasProcesses(job: { folder: string }): boolean {
  const pid = pidOf(job);
  const all = execFileSync('ps', ['-e', '-o', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return all.some((line) => {
    const [group, state = 'Z'] = line.trim().split(/\s+/);
    return Number(group) === pid && !state.startsWith('Z');
  });
}

/** Jobs of which nothing is left running after the test. */
export function exampleJobs(count: number, timeLimitSeconds = 60): JobSpec[] {
  const root = scratchFolder();
  return Array.from({ length: count }, (_, i) => {
    const folder = join(root, `job ${i + 1}; 'quoted' $(x)`);
    mkdirSync(folder);
    afterwards(() => {
      const pid = pidOf({ folder });
      if (pid !== null) signalGroup(pid, 'SIGKILL');
    });
    const name = `nmma-f${i + 1}-a1`;
    return {
      ...{ name, fitId: i + 1, attempt: 1, folder, model: 'Me2017' },
      ...{ timeLimitSeconds, cpus: 1, memoryMB: 100, isUrgent: false, doubled: null },
    };
  });
}

/** An executor whose jobs are a shell script with the folder as $1. */
export function shellExecutor(script: string, more: Partial<LocalOptions> = {}): LocalExecutor {
  return new LocalExecutor({ command: ['/bin/sh', '-c', script, 'job'], cores: 2, graceSeconds: 1, ...more });
}

/** What an executor says of a job, as after a restart of the app. */
export async function observe(executor: LocalExecutor, job: JobSpec): Promise<JobObservation> {
  const [seen] = await executor.poll([{ name: job.name, folder: job.folder, handle: null }]);
  if (!seen) throw new Error(`Nothing is said of ${job.name}.`);
  return seen;
}

/** Like {@link observe}: the state alone. */
export async function stateOf(executor: LocalExecutor, job: JobSpec): Promise<JobObservation['state']> {
  return (await observe(executor, job)).state;
}
