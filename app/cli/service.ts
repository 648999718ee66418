import { setTimeout as sleep } from 'node:timers/promises';
import { intakeProblemsOf } from '../../db/intakeProblems.ts';
import { type Db, fileSize, requireWritable } from '../../db/open.ts';
import { addPullRequest, findPullRequest } from '../../db/pullRequests.ts';
import { getRun } from '../../db/runs.ts';
import type { PipelineService, PullOutcome } from '../../pipeline/api/service.ts';
import type { HealthLine, StatusReport } from '../../pipeline/api/views.ts';
import { createPipeline } from '../../pipeline/pipeline.ts';
import { errorMessage } from '../../pipeline/shared/errorMessage.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { type AppChoices, isAlive, lastAppState } from '../appState.ts';
import { inRoot } from '../paths.ts';
import { summaryDate } from '../stateFiles.ts';

/** What a service in a shell is made of. */
export interface ShellServiceOptions {
  /** The database that the app works on too. */
  db: Db;
  stateDir: string;
  /** What the configuration says, where one was read; what the app was started with goes before it. */
  configured: AppChoices | null;
  /** How long a pull is waited for, ms; default a minute. */
  pullWaitMs?: number;
}

const defaultPullWaitMs = 60_000;
const lookEveryMs = 250;
const tellWaitMs = 6000;

/** Sources that the app could not reach, as it tells after a moment; it tells every few seconds. */
async function unreachedSince(db: Db, moment: string): Promise<string[]> {
  const end = Date.now() + tellWaitMs;
  let state = lastAppState(db);
  while (state && state.seenAt < moment && Date.now() < end) {
    await sleep(lookEveryMs);
    state = lastAppState(db);
  }
  const health = state?.health ?? [];
  return health.flatMap(({ part, isWell, words }) => (part === 'source' && !isWell ? [words] : []));
}

/** Asks the running app for a pull by a row in the database, and waits for its answer. */
async function pullByTheApp(db: Db, requestedBy: string, waitMs: number): Promise<PullOutcome> {
  const id = addPullRequest(db, requestedBy, new Date().toISOString());
  const end = Date.now() + waitMs;
  for (;;) {
    const runId = findPullRequest(db, id)?.runId ?? null;
    if (runId !== null) {
      const { lightCurvesNew, fitsAsked, startedAt } = getRun(db, runId);
      const met = intakeProblemsOf(db, runId).filter((problem) => problem.level === 'problem');
      const unreached = await unreachedSince(db, startedAt);
      return { runId, lightCurvesNew, fitsAsked, problems: met.length, unreached, late: [] };
    }
    if (Date.now() >= end) break;
    await sleep(lookEveryMs);
  }
  throw new UserInputError(
    `Nobody has pulled within ${Math.round(waitMs / 1000)} s: the app does not seem to run (./nmma start).`,
  );
}

/** Tried, not only said. */
function databaseHealth(db: Db): HealthLine {
  try {
    requireWritable(db);
    const words = `${(fileSize(db) / 1e6).toFixed(1)} MB, writable.`;
    return { part: 'database', isWell: true, words };
  } catch (error) {
    return { part: 'database', isWell: false, words: `It cannot be written: ${errorMessage(error)}.` };
  }
}

/** The report with what only the running app knows: its incidents, its health, its schedule. */
function asTheAppTells(db: Db, report: StatusReport): StatusReport {
  const state = lastAppState(db);
  if (state && isAlive(state, new Date())) {
    const { incidents, health, nextPullAt } = state;
    return { ...report, incidents, health, nextPullAt };
  }
  const seen = state ? `: last seen ${state.seenAt.slice(0, 16).replace('T', ' ')} UTC` : '';
  const words = `The app does not run${seen}. Start it with ./nmma start.`;
  const own = [databaseHealth(db)];
  return { ...report, health: [{ part: 'other', isWell: false, words }, ...own] };
}

/**
 * What people can ask in a shell, on the database of an app that need not run: fits, mutes and what is cancelled are
 * rows that the app takes up at its next look.
 */
export function shellService(options: ShellServiceOptions): PipelineService {
  const { db, stateDir } = options;
  const choices = lastAppState(db)?.choices ?? options.configured;
  const notHere = async (): Promise<never> => {
    throw new Error('only the running app does this');
  };
  const service = createPipeline({
    db,
    executor: { name: 'local', submit: notHere, poll: notHere, collect: notHere, cancel: notHere },
    sources: [],
    publisher: { publish: notHere },
    stateDir,
    fitterDir: inRoot('fitter'),
    modelsEnabled: choices?.models ?? null,
    fitDefaults: choices?.fitDefaults ?? {},
    channel: choices?.channel ?? '',
    // Without it the channel would be taken to see everything.
    audience: choices?.audience ?? [],
    postThreshold: choices?.postThreshold ?? null,
    priorOdds: choices?.priorOdds,
    portalUrl: choices?.portalUrl ?? undefined,
    workspaceUrl: () => choices?.workspaceUrl ?? null,
    summaryDate: () => summaryDate(new Date()),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  /** What is asked for is told in the app's channel, which must be known. */
  const known = <Asked, Told>(act: (asked: Asked) => Told) => {
    if (choices !== null) return act;
    return (): never => {
      throw new UserInputError(
        `No app has run on ${stateDir} since this version: start it once, or name its configuration (--config).`,
      );
    };
  };
  return {
    ...service,
    status: () => asTheAppTells(db, service.status()),
    requestFits: known(service.requestFits),
    retryFits: known(service.retryFits),
    mute: known(service.mute),
    unmute: known(service.unmute),
    mark: known(service.mark),
    withdraw: known(service.withdraw),
    pull: ({ requestedBy }) =>
      pullByTheApp(db, requestedBy ?? 'shell', options.pullWaitMs ?? defaultPullWaitMs),
  };
}
