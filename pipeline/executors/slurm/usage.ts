import type { JobUsage } from '../../../db/jobUsage.ts';
import type { Remote } from '../../remote/remote.ts';
import { accountedUsage } from './queries.ts';
import type { SlurmRecord } from './records.ts';

/**
 * What jobs asked for, as it was noted, and used, as the accounting says: one command for all.
 * @returns by the jobs' names; those that accounting does not know yet are left out.
 * @throws RemoteError when it does not answer.
 */
export async function usageOf(
  remote: Remote,
  jobs: readonly { name: string; record: SlurmRecord }[],
): Promise<Map<string, JobUsage>> {
  const ids = [...new Set(jobs.flatMap(({ record }) => record.arrayId ?? []))];
  const accounted = ids.length === 0 ? [] : await accountedUsage(remote, ids);
  const tasks = new Map((accounted ?? []).map((task) => [`${task.arrayId}_${task.index}`, task]));
  return new Map(
    jobs.flatMap(({ name, record: { arrayId, index, asked } }): [string, JobUsage][] => {
      const task = tasks.get(`${arrayId}_${index}`);
      if (accounted !== null && task === undefined) return [];
      const used = {
        waitedSeconds: task?.waitedSeconds ?? null,
        usedSeconds: task?.usedSeconds ?? null,
        usedCpuSeconds: task?.usedCpuSeconds ?? null,
        usedMemoryMB: task?.usedMemoryMB ?? null,
      };
      const requested = {
        requestedSeconds: asked?.seconds ?? null,
        requestedCpus: asked?.cpus ?? null,
        requestedMemoryMB: asked?.memoryMB ?? null,
      };
      return [[name, { ...requested, ...used }]];
    }),
  );
}
