import { openJobs } from '../../db/jobs.ts';
import type { Executor } from '../../pipeline/executors/executor.ts';
import { JobRecord } from '../../pipeline/executors/jobRecord.ts';
import type { NmmaApp } from '../wiring.ts';

/**
 * Ends the app and its jobs: a demo leaves nothing running. The fits stay open in the database, and since their
 * jobs were killed rather than cancelled, the next demo on the same state folder finds them lost and runs them
 * again.
 */
export async function stopWithJobs(app: NmmaApp, executor: Executor): Promise<void> {
  const jobs = openJobs(app.db);
  await app.stop();
  const isWaiting = (folder: string) => new JobRecord(folder).pid() === null;
  // First those that wait: a core that becomes free must not start one.
  for (const { name, folder, handle } of jobs) {
    if (isWaiting(folder)) await executor.cancel({ name, folder, handle });
  }
  for (const { folder } of jobs) new JobRecord(folder).signal('SIGKILL');
}
