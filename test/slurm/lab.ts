import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type FitRow, fitsOfObject, openFits } from '../../db/fits.ts';
import { findObject } from '../../db/objects.ts';
import { SlurmExecutor } from '../../pipeline/executors/slurm/executor.ts';
import { type SlurmOptions, slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import type { WatchTimes } from '../../pipeline/executors/slurm/watch.ts';
import type { PipelineOptions } from '../../pipeline/pipeline.ts';
import { RemoteError } from '../../pipeline/remote/remote.ts';
import { SshRemote } from '../../pipeline/remote/ssh.ts';
import { type Behaviour, type Bench, makeBench, tickUntil } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';
import { clusterFolder } from './clusterPlace.ts';

const clusterSchema = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  key: z.string(),
  knownHosts: z.string(),
  workFolder: z.string(),
  slurmConf: z.string(),
});

/** How to log in to the cluster, as it says itself. */
export function cluster(): z.infer<typeof clusterSchema> {
  return clusterSchema.parse(JSON.parse(readFileSync(join(clusterFolder, 'cluster.json'), 'utf8')));
}

/** One of Slurm's commands, as an administrator of the cluster runs it. @returns what it printed. */
export function slurmCommand(...words: string[]): string {
  const [program = '', ...rest] = words;
  const env = { ...process.env, SLURM_CONF: cluster().slurmConf };
  return execFileSync(program, rest, { encoding: 'utf8', env });
}

/** A pipeline whose fits are tasks of the real cluster, over a real ssh connection; the fitter there is a mock. */
export interface SlurmBench extends Bench {
  remote: CountingRemote;
  /** One of Slurm's commands, as an administrator of the cluster runs it. */
  slurm(...words: string[]): string;
  /** What the executor is made with, for another process, and the one that was made last. */
  executorOptions: SlurmOptions;
  times: WatchTimes;
  executor(): SlurmExecutor;
  /** The folder on the cluster. */
  workFolder: string;
  /** How often each of Slurm's commands was run over ssh. */
  commands: Record<string, number>;
}

/** An ssh remote that counts Slurm's commands, and stumbles when it is told to. */
class CountingRemote extends SshRemote {
  readonly counts: Record<string, number> = {};
  /** The next command of that name is carried out, and nobody hears of it. */
  loseAnswerOf: string | null = null;
  /** So many of the next files come in half. */
  truncatedReads = 0;
  /** Told of a step before it is taken: one of Slurm's commands, "upload", or the path of a file that is read. */
  before: (step: string) => void | Promise<void> = () => {};

  override async run(...args: Parameters<SshRemote['run']>): ReturnType<SshRemote['run']> {
    const slurm = args[0].find((word) => /^(sbatch|squeue|sacct|scancel)$/.test(word));
    if (slurm !== undefined) this.counts[slurm] = (this.counts[slurm] ?? 0) + 1;
    if (slurm !== undefined) await this.before(slurm);
    const result = await super.run(...args);
    if (slurm !== undefined && slurm === this.loseAnswerOf) {
      this.loseAnswerOf = null;
      throw new RemoteError('a test: the answer was lost');
    }
    return result;
  }

  override async upload(...args: Parameters<SshRemote['upload']>): ReturnType<SshRemote['upload']> {
    await this.before('upload');
    return super.upload(...args);
  }

  override async readFile(path: string): Promise<Buffer | null> {
    await this.before(path);
    const bytes = await super.readFile(path);
    if (this.truncatedReads === 0 || bytes === null) return bytes;
    this.truncatedReads -= 1;
    return bytes.subarray(0, bytes.length / 2);
  }
}

let made = 0;

/** Makes one; each has its own folder on the cluster. */
export function makeSlurmBench(
  more: { options?: object; times?: Partial<WatchTimes>; pipeline?: Partial<PipelineOptions> } = {},
): SlurmBench {
  const lab = cluster();
  made += 1;
  const workFolder = `${lab.workFolder}/bench-${process.pid}-${made}`;
  execFileSync('install', ['-d', '-o', lab.user, '-g', lab.user, workFolder]);
  const behaviours = join(workFolder, 'behaviours.json');
  const python = join(workFolder, 'mock-python');
  copyFileSync(
    join(import.meta.dirname, '..', 'pipeline', 'mockFitter.mjs'),
    join(workFolder, 'mockFitter.mjs'),
  );
  writeFileSync(
    python,
    `#!/bin/sh\nexport MOCK_FITTER=${behaviours}\nexec ${process.execPath} ${workFolder}/mockFitter.mjs "$@"\n`,
  );
  chmodSync(python, 0o755);
  const remote = new CountingRemote(lab);
  const options = slurmOptionsSchema.parse({ kind: 'slurm', workFolder, python, ...more.options });
  const times = { shortestMs: 300, longestMs: 1000, lateMs: 8000, ...more.times };
  let executor: SlurmExecutor;
  const build = (stateDir: string) => {
    executor = new SlurmExecutor({
      remote,
      options,
      jobsFolder: join(stateDir, 'jobs'),
      instance: createHash('sha256').update(stateDir).digest('hex').slice(0, 8),
      times,
      refusedPause: { firstMs: 1000, mostMs: 3000 },
    });
    return executor;
  };
  const bench = makeBench({ executorOf: build, ...more.pipeline });
  const behave = (all: Record<string, Behaviour>) => writeFileSync(behaviours, JSON.stringify(all));
  behave({});
  return Object.assign(bench, {
    behave,
    remote,
    executorOptions: options,
    times,
    executor: () => executor,
    workFolder,
    commands: remote.counts,
    slurm: slurmCommand,
  });
}

/** The object that most tests are about. */
export const object = 'ZTF22aaaaaaa';

/** Its fits, oldest first. */
export function fits(bench: SlurmBench): FitRow[] {
  return fitsOfObject(bench.db, findObject(bench.db, object)?.id ?? 0);
}

/** Looks until Slurm runs every open fit, of which there are some. */
export async function running(bench: SlurmBench): Promise<void> {
  const areRunning = () => {
    const { open } = bench.pipeline.status();
    return open.length > 0 && open.every((fit) => fit.state === 'running');
  };
  await tickUntil(bench, areRunning, 120);
}

/** Looks until no fit is open and everything is told. A controller that comes back may hear of ended jobs a minute later. */
export async function settled(bench: SlurmBench): Promise<void> {
  await until(async () => {
    await bench.pipeline.tick();
    return openFits(bench.db).length === 0;
  }, 120);
  await bench.settle();
}
