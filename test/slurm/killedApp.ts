// The pipeline in a process of its own, on the real cluster over a real ssh, that ends itself with SIGKILL at a step that
// it is told. Only Slack is a fake. Argument: what `appSchema` says, as JSON.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { openDatabase } from '../../db/open.ts';
import { SlurmExecutor } from '../../pipeline/executors/slurm/executor.ts';
import { slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { createPipeline } from '../../pipeline/pipeline.ts';
import { SshRemote } from '../../pipeline/remote/ssh.ts';
import { DirectorySource } from '../../pipeline/sources/directory.ts';
import { FakePublisher } from '../pipeline/fakePublisher.ts';

const appSchema = z.object({
  stateDir: z.string(),
  candidates: z.string(),
  fitterDir: z.string(),
  channel: z.string(),
  login: z.object({
    host: z.string(),
    port: z.number(),
    user: z.string(),
    key: z.string(),
    knownHosts: z.string(),
  }),
  executor: slurmOptionsSchema,
  times: z.object({ shortestMs: z.number(), longestMs: z.number(), lateMs: z.number() }),
  /** "during sbatch"; '' : it lives until somebody ends it. */
  step: z.string(),
});

const app = appSchema.parse(JSON.parse(process.argv[2] ?? ''));
/** So long after a command was sent it is under way, ms. */
const underWayMs = 25;

function dieAt(step: string): void {
  if (step === app.step) process.kill(process.pid, 'SIGKILL');
}

/** An ssh remote in whose middle the process dies. */
class DyingRemote extends SshRemote {
  #reads = 0;

  async #around<T>(what: string, work: () => Promise<T>): Promise<T> {
    dieAt(`before ${what}`);
    const doing = work();
    setTimeout(() => dieAt(`during ${what}`), underWayMs);
    const result = await doing;
    dieAt(`after ${what}`);
    return result;
  }

  override async run(...args: Parameters<SshRemote['run']>): ReturnType<SshRemote['run']> {
    const what = args[0].find((word) => /^(sbatch|squeue)$/.test(word));
    return what === undefined ? super.run(...args) : this.#around(what, () => super.run(...args));
  }

  override async upload(...args: Parameters<SshRemote['upload']>): ReturnType<SshRemote['upload']> {
    return this.#around('upload', () => super.upload(...args));
  }

  override async readFile(path: string): Promise<Buffer | null> {
    this.#reads += 1;
    if (this.#reads === 2) dieAt('during transfer');
    return super.readFile(path);
  }

  override async download(...args: Parameters<SshRemote['download']>): ReturnType<SshRemote['download']> {
    return this.#around('download', () => super.download(...args));
  }
}

const { stateDir, executor: options, times } = app;
const silent = () => {};
const pipeline = createPipeline({
  db: openDatabase(join(stateDir, 'nmma.sqlite')),
  executor: new SlurmExecutor({
    remote: new DyingRemote(app.login),
    options,
    jobsFolder: join(stateDir, 'jobs'),
    instance: createHash('sha256').update(stateDir).digest('hex').slice(0, 8),
    times,
  }),
  sources: [new DirectorySource(app.candidates)],
  publisher: new FakePublisher(),
  stateDir,
  fitterDir: app.fitterDir,
  modelsEnabled: ['SC', 'KN'],
  fitDefaults: {},
  channel: app.channel,
  log: { debug: silent, info: silent, warn: silent, error: silent },
  pollMs: 50,
});
await pipeline.start();
await pipeline.pull({ trigger: 'start', requestedBy: null });
// Its end comes from outside.
await sleep(600_000);
