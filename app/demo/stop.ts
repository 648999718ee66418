import { failFit, loseFit, requeueFit } from '../../db/fits.ts';
import { moveJob, openJobs } from '../../db/jobs.ts';
import type { Executor } from '../../pipeline/executors/executor.ts';
import { JobRecord } from '../../pipeline/executors/jobRecord.ts';
import type { NmmaApp } from '../wiring.ts';

/**
 * Ends the app and its jobs: a demo leaves nothing running. Fits that were on their way are noted as lost
 * and queued again, for the next demo on the same state folder.
 */
export async function stopWithJobs(app: NmmaApp, executor: Executor): Promise<void> {
  await app.stop();
  const jobs = openJobs(app.db);
  // First those that wait: a core that becomes free must not start one.
  for (const { name, folder, handle } of jobs) {
    if (new JobRecord(folder).pid() === null) await executor.cancel({ name, folder, handle });
  }
  const change = { at: new Date().toISOString(), actor: 'app', why: 'the demo was ended' };
  for (const { id, fitId, folder } of jobs) {
    new JobRecord(folder).signal('SIGKILL');
    moveJob(app.db, id, 'ended', change);
    loseFit(app.db, fitId, change);
    if (requeueFit(app.db, fitId, change)) continue;
    failFit(
      app.db,
      fitId,
      { reason: 'node', message: 'The demo was ended three times while it ran.' },
      change,
    );
  }
  app.close();
}
