import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFits } from '../../db/fits.ts';
import { type Db, openDatabase } from '../../db/open.ts';
import { pendingPosts } from '../../db/posts.ts';
import { objectsToReport } from '../../db/reports.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import type { Executor } from '../../pipeline/executors/executor.ts';
import { LocalExecutor } from '../../pipeline/executors/local.ts';
import { signalGroup } from '../../pipeline/executors/processes.ts';
import { createPipeline, type Pipeline, type PipelineOptions } from '../../pipeline/pipeline.ts';
import { DirectorySource } from '../../pipeline/sources/directory.ts';
import { FakePublisher } from './fakePublisher.ts';
import { mockDrawing } from './mockDrawing.ts';
import {
  afterwards,
  candidateFile,
  candidateText,
  fitterDir,
  scratchFolder,
  until,
  writeOld,
} from './scratch.ts';

/** What the mock of the fitter does; see mockFitter.mjs. */
export interface Behaviour {
  lnZ?: number;
  seconds?: number;
  error?: string;
  exit?: number;
  wrongHash?: boolean;
  broken?: boolean;
  notConverged?: boolean;
  endsOnWarning?: boolean;
  megabytes?: number;
  memoryMB?: number;
  warnings?: { code: string; text: string }[];
}

/** A pipeline on real files, a real database and real processes, with a fake Slack and a mock of the fitter. */
export interface Bench {
  pipeline: Pipeline;
  db: Db;
  publisher: FakePublisher;
  candidates: string;
  stateDir: string;
  /** Lines of the log from `warn` up. */
  warnings: string[];
  /** Later by so many seconds than the machine's clock. */
  later: { seconds: number };
  /** Puts an object's file where the source looks: a detection at each Julian date. */
  candidate(object: string, jds: readonly number[], mag?: number): void;
  behave(behaviours: Record<string, Behaviour>): void;
  pull(): ReturnType<Pipeline['pull']>;
  /** Looks at jobs and posts until nothing is open, untold or owed. */
  settle(): Promise<void>;
  /** Another process of the app on the same state, as after a crash. */
  restart(more?: Partial<PipelineOptions>): Pipeline;
}

export const channel = 'C0NMMA';

/** Makes a {@link Bench}, with models SC and KN in play. Pictures are a mock's, unless `renderChart` is given. */
export function makeBench(
  given: Partial<PipelineOptions> & { executorOf?: (stateDir: string) => Executor } = {},
): Bench {
  const { executorOf, ...more } = given;
  const root = scratchFolder();
  const [candidates, stateDir] = [join(root, 'candidates'), join(root, 'state')];
  mkdirSync(candidates);
  const db = openDatabase(join(stateDir, 'nmma.sqlite'));
  const publisher = new FakePublisher();
  const warnings: string[] = [];
  const later = { seconds: 0 };
  const told = (_: object, message: string) => {
    warnings.push(message);
  };
  const behaviours = join(root, 'behaviours.json');
  const make = (changes: Partial<PipelineOptions>) =>
    createPipeline({
      db,
      executor:
        executorOf?.(stateDir) ??
        new LocalExecutor({
          command: [process.execPath, join(import.meta.dirname, 'mockFitter.mjs')],
          cores: 2,
          graceSeconds: 0.5,
          env: { MOCK_FITTER: behaviours },
        }),
      sources: [new DirectorySource(candidates)],
      publisher,
      stateDir,
      fitterDir,
      // By name: which one a kind means depends on the files that this machine has.
      modelsEnabled: ['Piro2021', 'Me2017'],
      fitDefaults: {},
      channel,
      renderChart: mockDrawing,
      log: { debug: () => {}, info: () => {}, warn: told, error: told },
      clock: () => new Date(Date.now() + later.seconds * 1000),
      monotonicMs: () => performance.now() + later.seconds * 1000,
      postPauseMs: 0,
      pollMs: 20,
      ...more,
      ...changes,
    });
  const bench: Bench = {
    pipeline: make({}),
    db,
    publisher,
    candidates,
    stateDir,
    warnings,
    later,
    candidate: (object, jds, mag) =>
      writeOld(join(candidates, candidateFile(object)), candidateText(jds, mag)),
    behave: (all) => writeFileSync(behaviours, JSON.stringify(all)),
    pull: () => bench.pipeline.pull({ trigger: 'command', requestedBy: null }),
    settle: () =>
      until(async () => {
        await bench.pipeline.tick();
        return openFits(db).length + objectsToReport(db).length + pendingPosts(db).length === 0;
      }),
    restart(changes = {}) {
      bench.pipeline = make(changes);
      return bench.pipeline;
    },
  };
  bench.behave({});
  afterwards(() => {
    for (const file of globSync(join(stateDir, 'jobs/*/*/pid'))) {
      signalGroup(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    }
    db.close();
    rmSync(candidates, { recursive: true });
  });
  return bench;
}

/** The content of a post, which must be of that kind. */
export function contentOf<K extends PostContent['kind']>(
  kind: K,
  post: { content: PostContent } | undefined,
): Extract<PostContent, { kind: K }> {
  if (post?.content.kind !== kind) throw new Error(`Expected ${kind}, there is ${post?.content.kind}.`);
  return post.content as Extract<PostContent, { kind: K }>;
}

/** Waits, with looks at the jobs, until something holds. */
export async function tickUntil(bench: Bench, holds: () => boolean, seconds = 50): Promise<void> {
  await until(async () => {
    await bench.pipeline.tick();
    return holds();
  }, seconds);
}

export const nights = [2459786.7, 2459787.7, 2459788.7, 2459789.7];
