import type { Db } from '../db/open.ts';
import {
  forgetSlackFile,
  isSlackFileShown,
  noteSlackFileShown,
  rememberSlackFile,
  slackFileOf,
} from '../db/slackFiles.ts';
import { lastTurn, noteTurn } from '../db/turns.ts';
import { type PermissionRules, SlackPermissions } from '../handlers/permissions.ts';
import { SlackPublisher } from '../handlers/publisher.ts';
import { registerHandlers } from '../handlers/register.ts';
import type { UploadMemory } from '../handlers/uploadMemory.ts';
import { type Audience, audiencesOf } from '../pipeline/api/audience.ts';
import type { PriorOdds } from '../pipeline/api/verdict.ts';
import type { AlertOptions } from '../pipeline/api/watches.ts';
import type { OldLayoutOptions, UploadOptions } from '../pipeline/core/options.ts';
import type { Executor } from '../pipeline/executors/executor.ts';
import { rateOdds } from '../pipeline/fits/priorOdds.ts';
import type { FitSettingsOverride } from '../pipeline/fitter/fitSettings.ts';
import { clean } from '../pipeline/keeping/clean.ts';
import { type Keep, keepSchema } from '../pipeline/keeping/keep.ts';
import { createPipeline, type Pipeline } from '../pipeline/pipeline.ts';
import type { Policy } from '../pipeline/policy/policy.ts';
import { within } from '../pipeline/shared/within.ts';
import type { NameLookup } from '../pipeline/sources/lookups/nameLookup.ts';
import type { Source } from '../pipeline/sources/source.ts';
import { tellAppState } from './appState.ts';
import type { Log } from './log.ts';
import { openState } from './openState.ts';
import { inRoot } from './paths.ts';
import { type Scheduler, type SchedulerOptions, startScheduler } from './schedule/scheduler.ts';
import { type Watching, watchSources } from './schedule/watchSources.ts';
import { createSlackApp } from './slackApp.ts';
import { summaryDate } from './stateFiles.ts';

/** Everything that the app is made of. */
export interface AppOptions {
  /** Id of the channel that is posted to. */
  channel: string;
  /** Database, jobs and charts. */
  stateDir: string;
  sources: Source[];
  /** As in PipelineOptions. */
  lookups?: readonly NameLookup[] | undefined;
  policy?: Policy | undefined;
  audience?: readonly Audience[] | undefined;
  clock?: (() => Date) | undefined;
  executor: Executor;
  /** As in PipelineOptions. */
  oldLayout?: OldLayoutOptions | undefined;
  /** Kinds or names of the models in play; null: as models.yml says. */
  models: string[] | null;
  fitDefaults: FitSettingsOverride;
  timeLimitSeconds?: number | undefined;
  /** Who may do what; left out: everybody everything. */
  permissions?: PermissionRules;
  /** As in PipelineOptions; left out: by rates. */
  priorOdds?: PriorOdds | undefined;
  /** As in PipelineOptions. */
  portalUrl?: string | undefined;
  /** As in PipelineOptions. */
  postThreshold?: number | null;
  /** As in PipelineOptions. */
  alert?: AlertOptions | null | undefined;
  /** What is told of objects that people name in other channels; left out: nothing. */
  unfurl?: { links: boolean; names: boolean } | undefined;
  /** As in PipelineOptions; left out: never. */
  remindAfterHours?: number | null;
  /** As in PipelineOptions. */
  incidents?: { tell: readonly string[]; afterMinutes: number } | undefined;
  /** As in PipelineOptions. */
  uploads?: UploadOptions | undefined;
  /** How long files are kept; left out: as the configuration's defaults. */
  keep?: Keep | undefined;
  /** Cron lines; null: nothing happens by itself. */
  schedule: Pick<
    SchedulerOptions,
    'pull' | 'dailySummary' | 'cleaning' | 'timeZone' | 'sources' | 'names'
  > | null;
  botToken: string;
  appToken: string;
  /** Unset: Slack itself. */
  slackApiUrl?: string | undefined;
  log: Log;
  /** Slack no longer lets the app in. */
  onRefused(error: Error): void;
}

/** The app, put together. */
export interface NmmaApp {
  db: Db;
  pipeline: Pipeline;
  /** @throws Error when Slack does not let the app in. */
  start(): Promise<void>;
  /** Jobs go on without the app and are found again at its next start. */
  stop(): Promise<void>;
  /** Closes the database, after `stop`. */
  close(): void;
}

/** How long the parts may take to end, ms: a Slack that does not answer must not keep the app from ending. */
const stopMs = 6000;

/**
 * Puts the parts together; nothing runs before `start`.
 * @throws UserInputError for a model that does not exist; UsageError when another app works on the state folder; Error when the database cannot be opened.
 */
export function buildApp(options: AppOptions): NmmaApp {
  const { log } = options;
  const slack = createSlackApp({
    botToken: options.botToken,
    appToken: options.appToken,
    slackApiUrl: options.slackApiUrl,
    log,
    onRefused: options.onRefused,
  });
  const { db, lock, isLogLost } = openState(options.stateDir);
  let scheduler: Scheduler | null = null;
  let stopTelling = () => {};
  let workspaceUrl: string | null = null;
  let watching: Watching | null = null;
  const publisher = new SlackPublisher({ client: slack.publisherClient, log, memory: storedUploads(db) });
  const close = () => {
    db.close();
    lock.release();
  };
  const permissions = new SlackPermissions(options.permissions ?? {}, slack.app.client, log);
  const pipeline = orClose(close, () =>
    createPipeline({
      db,
      executor: options.executor,
      sources: options.sources,
      lookups: options.lookups,
      policy: options.policy,
      audience: options.audience,
      clock: options.clock,
      oldLayout: options.oldLayout,
      uploads: options.uploads,
      publisher,
      stateDir: options.stateDir,
      isLogLost,
      fitterDir: inRoot('fitter'),
      modelsEnabled: options.models,
      fitDefaults: options.fitDefaults,
      timeLimitSeconds: options.timeLimitSeconds,
      channel: options.channel,
      postThreshold: options.postThreshold ?? null,
      remindAfterHours: options.remindAfterHours ?? null,
      incidents: options.incidents,
      alert: options.alert,
      mayLook: (person) => permissions.mayLook(person),
      priorOdds: options.priorOdds,
      portalUrl: options.portalUrl,
      workspaceUrl: () => workspaceUrl,
      summaryDate: () => summaryDate(new Date()),
      log,
      nextPullAt: () => scheduler?.nextPullAt() ?? null,
    }),
  );
  let isStopping = false;
  const except = audiencesOf(options.channel, options.audience).map(({ id }) => id);
  const unfurl = { links: false, names: false, ...options.unfurl, except };
  const deps = { service: pipeline, permissions, uploads: publisher.uploads, log, unfurl };
  const home = registerHandlers(slack.app, deps);
  return {
    db,
    pipeline,
    async start() {
      await slack.start();
      workspaceUrl = await slack.workspaceUrl();
      if (isStopping) return;
      // Only now: an app that Slack does not let in leaves nothing behind.
      options.executor.warmUp?.();
      await pipeline.start();
      home.start();
      stopTelling = tellAppState(
        db,
        pipeline,
        {
          channel: options.channel,
          audience: audiencesOf(options.channel, options.audience).map(({ id, sees }) => ({
            id,
            sees: [...sees],
          })),
          models: options.models,
          fitDefaults: options.fitDefaults,
          postThreshold: options.postThreshold ?? null,
          priorOdds: options.priorOdds ?? rateOdds,
          portalUrl: options.portalUrl ?? null,
          workspaceUrl,
        },
        log,
      );
      if (options.schedule === null) return;
      const now = () => (options.clock?.() ?? new Date()).toISOString();
      const cleaning = { db, log, now, options: { stateDir: options.stateDir } };
      scheduler = startScheduler({
        ...options.schedule,
        log,
        turns: {
          last: (name) => lastTurn(db, name),
          note: (name, at) => noteTurn(db, name, at),
        },
        onPull: (sources) => pipeline.pull({ trigger: 'schedule', requestedBy: null, sources }),
        onDailySummary: async (due) => pipeline.postDailySummary(summaryDate(due)),
        onCleaning: () => clean(cleaning, options.keep ?? keepSchema.parse({})),
      });
      watching = watchSources(
        options.sources,
        (name) => {
          pipeline
            .pull({ trigger: 'schedule', requestedBy: null, sources: [name], isFresh: true })
            .catch((error) => log.error({ err: error }, 'a pull failed'));
        },
        log,
      );
    },
    async stop() {
      isStopping = true;
      scheduler?.stop();
      const parts = {
        home: home.stop(),
        sources: watching?.stop() ?? Promise.resolve(),
        Slack: slack.stop(),
        pipeline: pipeline.stop(),
      };
      await Promise.all(
        Object.entries(parts).map(async ([part, stopped]) => {
          const isOver = await within(stopped, stopMs).catch((error) => {
            log.warn({ err: error, part }, 'a part did not end well');
            return true;
          });
          if (!isOver) log.warn({ part }, 'a part has not ended in time: it goes on at the next start');
        }),
      );
      stopTelling();
    },
    close,
  };
}

/** What is known of pictures in Slack, in the database. */
function storedUploads(db: Db): UploadMemory {
  return {
    fileOf: (chart) => slackFileOf(db, chart),
    remember: (chart, fileId) => rememberSlackFile(db, chart, fileId, new Date().toISOString()),
    forget: (fileId) => forgetSlackFile(db, fileId),
    isShown: (fileId, channel) => isSlackFileShown(db, fileId, channel),
    noteShown: (fileId, channel) => noteSlackFileShown(db, fileId, channel),
  };
}

/** Makes something; when that fails, closes what was opened for it. */
function orClose<T>(close: () => void, make: () => T): T {
  try {
    return make();
  } catch (error) {
    close();
    throw error;
  }
}
