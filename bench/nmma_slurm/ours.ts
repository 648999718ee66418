import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobSpec } from '../../pipeline/executors/executor.ts';
import { SlurmExecutor } from '../../pipeline/executors/slurm/executor.ts';
import type { SlurmOptions } from '../../pipeline/executors/slurm/options.ts';
import type { Remote } from '../../pipeline/remote/remote.ts';

/** What one way of running jobs took. */
export interface Measured {
  submitSeconds: number;
  /** Calls of sbatch, squeue and sacct. */
  commands: number;
  /** From the end of each job to its result being here. */
  lateSeconds: number[];
  wholeSeconds: number;
}

/** What stands for the fitter's Python: a job that notes when it ended. */
export const tinyJob = '#!/bin/sh\nfor folder; do :; done\ndate +%s.%N > "$folder/result.json"\n';

const slurmCommands = new Set(['sbatch', 'squeue', 'sacct']);

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

/** Runs the jobs as the app does: submit, look once a second, collect what is gone. */
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
  const jobsFolder = join(folder, 'jobs');
  const instance = `bench-${process.pid}`;
  const executor = new SlurmExecutor({
    remote: counted,
    options: { ...options, python, tasksAtOnce: 10_000 },
    jobsFolder,
    instance,
  });
  const specs: JobSpec[] = Array.from({ length: jobs }, (_, i) => {
    const own = join(jobsFolder, String(i + 1), '1');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'request.json'), '{}');
    return {
      name: `nmma-f${i + 1}-a1`,
      fitId: i + 1,
      attempt: 1,
      folder: own,
      model: 'tiny',
      timeLimitSeconds: 60,
      cpus: 1,
      memoryMB: 100,
      doubled: null,
    };
  });
  const started = performance.now();
  const handles = await executor.submit(specs);
  const submitSeconds = (performance.now() - started) / 1000;
  const open = new Map(
    specs.map(({ name, folder }) => [name, { name, folder, handle: handles.get(name) ?? null }]),
  );
  const lateSeconds: number[] = [];
  while (open.size > 0) {
    for (const seen of await executor.poll([...open.values()])) {
      const job = open.get(seen.name);
      if (seen.state !== 'gone' || !job) continue;
      await executor.collect(job);
      const ended = Number(readFileSync(join(job.folder, 'result.json'), 'utf8'));
      lateSeconds.push(Date.now() / 1000 - ended);
      open.delete(seen.name);
    }
    await sleep(1000);
  }
  return {
    submitSeconds,
    commands: counted.slurmCalls,
    lateSeconds,
    wholeSeconds: (performance.now() - started) / 1000,
  };
}
