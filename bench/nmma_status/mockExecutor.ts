import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Executor, JobHandle, JobObservation, JobSpec } from '../../pipeline/executors/executor.ts';
import { jobPaths } from '../../pipeline/shared/jobPaths.ts';
import { jdOf } from '../../pipeline/shared/time.ts';

const requestSchema = z.looseObject({
  fitId: z.number(),
  attempt: z.number(),
  object: z.string(),
  model: z.string(),
  kind: z.string(),
  lightCurve: z.looseObject({ path: z.string(), sha256: z.string() }),
  prior: z.looseObject({ path: z.string(), set: z.string() }),
  settings: z.looseObject({ livePoints: z.number() }),
});

const filters = ['ztfg', 'ztfr', 'ztfi'];
const parameterNames = ['luminosity_distance', 'timeshift', 'log10_mej', 'log10_vej', 'beta'];

function write(folder: string, name: string, content: object): void {
  writeFileSync(join(folder, `${name}.tmp`), JSON.stringify({ schema_version: 1, ...content }));
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** A result as large as a real one (2,000 samples of five parameters) that nobody has fitted. */
export function madeUpResult(first: number, lnZ: number): object {
  const grid = Array.from({ length: 60 }, (_, i) => first + i * 0.25);
  const band = (shift: number) => grid.map((_, i) => 18 + i * 0.05 + shift);
  const curves = { best: band(0), p05: band(-0.3), p50: band(0), p95: band(0.3) };
  const samples = Array.from({ length: 2000 }, (_, i) =>
    parameterNames.map((_, j) => Math.sin(i * (1.7 + j)) + 0.2 * Math.cos(i * (0.31 + j))),
  );
  return {
    lnZ,
    lnZError: 0.1,
    logLikelihoodMax: lnZ + 8,
    bestFit: Object.fromEntries(parameterNames.map((name) => [name, 0.1])),
    likelihoodCalls: 10_000,
    effectiveSampleSize: 2000,
    seconds: 2,
    versions: { fitter: 'mock' },
    triggerJd: first,
    posterior: {
      parameters: parameterNames.map((name) => ({ name, label: name, unit: null, minimum: -2, maximum: 2 })),
      samples,
    },
    lightCurve: { jd: grid, filters: Object.fromEntries(filters.map((filter) => [filter, curves])) },
    residuals: { ztfg: { chi2: 10, points: 14 } },
    warnings: [],
  };
}

/** Writes a result of a job that nobody has fitted. */
function writeMadeUpResult(folder: string): void {
  const text = readFileSync(jobPaths(folder).request, 'utf8');
  const request = requestSchema.parse(JSON.parse(text));
  const { fitId, attempt, object, model, kind, settings, prior } = request;
  const [row = ''] = readFileSync(join(folder, request.lightCurve.path), 'utf8').split('\n');
  const first = jdOf(new Date(`${row.slice(0, 23)}Z`));
  write(folder, 'result.json', {
    ...madeUpResult(first, -20 - (fitId % 17)),
    ...{ fitId, attempt, object, model, kind, settings },
    sampler: { name: 'mock', livePoints: settings.livePoints, seed: 1, seconds: 1 },
    hashes: {
      lightCurve: request.lightCurve.sha256,
      request: sha256(text),
      prior: sha256(readFileSync(join(folder, prior.path))),
    },
    priorSet: prior.set,
  });
}

/**
 * A mock of an executor: its jobs do nothing for so many seconds, then there is a made-up result. Some at a time, as
 * cores would.
 */
export class MockExecutor implements Executor {
  readonly name = 'local';
  readonly #cores: number;
  readonly #seconds: number;
  readonly #waiting: JobSpec[] = [];
  readonly #running = new Map<string, { spec: JobSpec; endsAtMs: number; startedMs: number }>();
  readonly #known = new Set<string>();

  constructor(options: { cores: number; secondsPerJob: number }) {
    this.#cores = options.cores;
    this.#seconds = options.secondsPerJob;
  }

  async submit(jobs: JobSpec[]): Promise<Map<string, string | null>> {
    for (const spec of jobs) {
      if (this.#known.has(spec.name)) continue;
      this.#known.add(spec.name);
      this.#waiting.push(spec);
    }
    return new Map(jobs.map(({ name }) => [name, null]));
  }

  async poll(jobs: JobHandle[]): Promise<JobObservation[]> {
    const now = Date.now();
    for (const [name, { spec, endsAtMs, startedMs }] of this.#running) {
      if (now >= endsAtMs) {
        writeMadeUpResult(spec.folder);
        this.#running.delete(name);
      } else {
        const elapsedSeconds = (now - startedMs) / 1000;
        write(spec.folder, 'progress.json', {
          stage: 'sampling',
          iteration: Math.round(elapsedSeconds * 100),
          likelihoodCalls: 1000,
          lnZ: -30,
          fraction: Math.min(1, elapsedSeconds / this.#seconds),
          elapsedSeconds,
          remainingSeconds: this.#seconds - elapsedSeconds,
        });
      }
    }
    while (this.#running.size < this.#cores) {
      const spec = this.#waiting.shift();
      if (!spec) break;
      this.#running.set(spec.name, { spec, startedMs: now, endsAtMs: now + this.#seconds * 1000 });
    }
    return jobs.map(({ name }) => {
      const isWaiting = this.#waiting.some((spec) => spec.name === name);
      const state = this.#running.has(name) ? 'running' : isWaiting ? 'waiting' : 'gone';
      return { name, state, detail: null, cause: null };
    });
  }

  async collect(): Promise<void> {}

  async cancel(job: JobHandle): Promise<void> {
    this.#running.delete(job.name);
    const at = this.#waiting.findIndex((spec) => spec.name === job.name);
    if (at >= 0) this.#waiting.splice(at, 1);
  }
}
