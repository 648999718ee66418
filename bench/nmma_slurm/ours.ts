import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFits } from '../../db/fits.ts';
import { openDatabase } from '../../db/open.ts';
import { createContext } from '../../pipeline/core/context.ts';
import { SlurmExecutor } from '../../pipeline/executors/slurm/executor.ts';
import type { SlurmOptions } from '../../pipeline/executors/slurm/options.ts';
import { createPullQueue } from '../../pipeline/intake/pullQueue.ts';
import { JobPoller } from '../../pipeline/jobs/poll.ts';
import { JobSubmitter } from '../../pipeline/jobs/submit.ts';
import type { Remote } from '../../pipeline/remote/remote.ts';
import { MadeUpSource } from './madeUpSource.ts';
import { tinyJob } from './tinyJob.ts';

/** What one way of running jobs took. */
export interface Measured {
  submitSeconds: number;
  /** Calls of sbatch, squeue, sacct and scontrol. */
  commands: number;
  /** From the end of each job to its result being in the database; for the plain loop, to its file being read. */
  lateSeconds: number[];
  wholeSeconds: number;
}

const slurmCommands = new Set(['sbatch', 'squeue', 'sacct', 'scontrol']);

/** The same remote, with Slurm's commands counted. */
export function counting(remote: Remote): Remote & { slurmCalls: number } {
  const counted = {
    slurmCalls: 0,
    description: remote.description,
    run: (...args: Parameters<Remote['run']>) => {
      if (args[0].some((word) => slurmCommands.has(word))) counted.slurmCalls += 1;
      return remote.run(...args);
    },
    readFile: (path: string) => remote.readFile(path),
    writeFile: (path: string, content: string | Buffer) => remote.writeFile(path, content),
    upload: (from: string, names: readonly string[], to: string) => remote.upload(from, names, to),
    download: (from: string, to: string) => remote.download(from, to),
    close: () => remote.close(),
  };
  return counted;
}

const silent = () => {};
/** How often the app looks at its jobs, ms. */
const lookEveryMs = 1000;

/** Runs the jobs as the app does, fits in a database: pull, submit, look once a second, take in what ended. */
export async function ourWay(
  remote: Remote,
  options: SlurmOptions,
  jobs: number,
  folder: string,
): Promise<Measured> {
  const counted = counting(remote);
  const python = `${options.workFolder}/tiny-job`;
  await remote.writeFile(python, tinyJob);
  await remote.run(['chmod', '+x', python]);
  const stateDir = join(folder, 'state');
  const db = openDatabase(join(stateDir, 'nmma.sqlite'));
  const executor = new SlurmExecutor({
    remote: counted,
    options: { ...options, python, tasksAtOnce: 10_000 },
    jobsFolder: join(stateDir, 'jobs'),
    instance: `bench-${process.pid}`,
  });
  const nobody = () => Promise.reject(new Error('Nothing is posted here.'));
  const context = createContext(
    {
      ...{ db, executor, stateDir, fitDefaults: {}, channel: 'C0BENCH', modelsEnabled: ['SC'] },
      sources: [new MadeUpSource(jobs)],
      fitterDir: join(import.meta.dirname, '..', '..', 'fitter'),
      publisher: { publish: nobody },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    },
    silent,
  );
  await createPullQueue(context)({ trigger: 'command', requestedBy: null });
  if (openFits(db).length !== jobs)
    throw new Error(`${openFits(db).length} fits were asked for, not ${jobs}.`);
  const started = performance.now();
  const poller = new JobPoller(context);
  const submitter = new JobSubmitter(context);
  await submitter.submit([]);
  const submitSeconds = (performance.now() - started) / 1000;
  while (openFits(db).length > 0) {
    await submitter.submit(await poller.poll());
    await sleep(lookEveryMs);
  }
  const wholeSeconds = (performance.now() - started) / 1000;
  const rows = db
    .prepare<[], { state: string; finishedAt: string; folder: string }>(
      `SELECT fits.state, fits.finished_at AS finishedAt, jobs.folder FROM fits JOIN jobs ON jobs.fit_id = fits.id`,
    )
    .all();
  const failed = rows.filter(({ state }) => state !== 'succeeded').length;
  if (failed > 0 || rows.length !== jobs)
    throw new Error(`${failed} of ${rows.length} fits did not succeed.`);
  const lateSeconds = rows.map(
    (row) => Date.parse(row.finishedAt) / 1000 - Number(readFileSync(join(row.folder, 'ended'), 'utf8')),
  );
  db.close();
  return { submitSeconds, commands: counted.slurmCalls, lateSeconds, wholeSeconds };
}
