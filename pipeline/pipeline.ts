import { newestFitDay, openFits } from '../db/fits.ts';
import { objectNamesLike } from '../db/objects.ts';
import { durably, requireWritable } from '../db/open.ts';
import { pendingPosts } from '../db/posts.ts';
import { answerPullRequests, openPullRequests } from '../db/pullRequests.ts';
import { objectsToReport } from '../db/reports.ts';
import { finishRun, openRuns } from '../db/runs.ts';
import { noteWelcomed } from '../db/welcomed.ts';
import { cancel } from './commands/cancel.ts';
import { changeSettings } from './commands/changeSettings.ts';
import { mark, withdraw } from './commands/mark.ts';
import { mute, unmute } from './commands/mute.ts';
import { requestFits, retryFits } from './commands/requestFits.ts';
import { retryDeadPost } from './commands/retryPost.ts';
import { unwatch, watch } from './commands/watch.ts';
import { type Context, createContext } from './core/context.ts';
import { type Area, areas } from './core/incidents.ts';
import type { Pipeline, PipelineEvent, PipelineOptions } from './core/options.ts';
import { openFitSummaries } from './fits/summarise.ts';
import { lookUpObject } from './intake/lookup.ts';
import { createPullQueue } from './intake/pullQueue.ts';
import { settleNumbers } from './jobs/lostTime.ts';
import { JobPoller } from './jobs/poll.ts';
import { JobSubmitter } from './jobs/submit.ts';
import { Upkeep } from './jobs/upkeep.ts';
import { muted } from './objects/mutes.ts';
import { resolveObject } from './objects/resolveObject.ts';
import { maySeeObject, seesAll } from './objects/visibility.ts';
import { watches } from './objects/watches.ts';
import { OldLayout } from './oldLayout/oldLayout.ts';
import { postDailySummary, summaryOf } from './posts/dailySummary.ts';
import { IncidentNotices } from './posts/incidentNotices.ts';
import { Outbox } from './posts/outbox.ts';
import { ProgressUpdater } from './posts/progress.ts';
import { Reminder } from './posts/reminder.ts';
import { reportObjects } from './posts/report.ts';
import { ChartCache } from './queries/chartCache.ts';
import { fitDefaults } from './queries/fitDefaults.ts';
import { fitDetails } from './queries/fitDetails.ts';
import { history } from './queries/history.ts';
import { plot } from './queries/plot.ts';
import { runs } from './queries/runs.ts';
import { homeReport, objectStatus, statusReport } from './queries/status.ts';
import { whyNot } from './queries/whyNot.ts';
import { errorMessage } from './shared/errorMessage.ts';
import { faultPoint } from './shared/faultPoint.ts';
import { Loop } from './shared/loop.ts';
import { UploadSender } from './uploads/sender.ts';

export type * from './core/options.ts';

const defaultPollMs = 1000;
const upkeepPauseMs = 60_000;
/** Every how many looks at the jobs results are copied into the old layout. */
const copiesEvery = 10;

/** Does something; trouble with it is noted under its area and over when it works again. */
async function waitOut(context: Context, area: Area, act: () => Promise<void>): Promise<void> {
  try {
    await act();
    context.incidents.clear(area);
  } catch (error) {
    context.incidents.note(area, error);
  }
}

/** @throws Error in one sentence when the database cannot be written. */
function probe({ db }: Context): void {
  try {
    requireWritable(db);
  } catch (error) {
    throw new Error(`The database cannot be written: ${errorMessage(error)}.`, { cause: error });
  }
}

/** Nothing is open, untold or unsent. */
function isIdle({ db }: Context): boolean {
  return openFits(db).length === 0 && objectsToReport(db).length === 0 && pendingPosts(db).length === 0;
}

/** Puts the pipeline together; nothing happens before its `start()`. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const listeners = new Set<(event: PipelineEvent) => void>();
  const context = createContext(options, (event) => {
    for (const listener of listeners) listener(event);
  });
  const { db } = options;
  const pauseMs = options.pollMs ?? defaultPollMs;
  const waiting = new Set<() => void>();
  const updater = new ProgressUpdater(context);
  const outbox = new Outbox(context);
  const poller = new JobPoller(context);
  const submitter = new JobSubmitter(context);
  const charts = new ChartCache(context);
  const reminder = new Reminder(context);

  /** Makes the pulls that somebody asked for in a shell; nothing waits for them. */
  const answerPulls = () => {
    const newest = openPullRequests(db).at(-1);
    if (newest === undefined || isAnswering) return;
    isAnswering = true;
    const { id, requestedBy } = newest;
    look({ trigger: 'command', requestedBy })
      .then(({ runId }) => answerPullRequests(db, id, runId))
      .catch((error: unknown) => context.incidents.note(areas.pull, error))
      .finally(() => {
        isAnswering = false;
      });
  };

  const jobs = new Loop(
    () =>
      waitOut(context, areas.jobs, async () => {
        await submitter.submit(await poller.poll());
        answerPulls();
      }),
    pauseMs,
  );
  // A loop of its own: a Slack that does not answer must not keep jobs waiting.
  const posts = new Loop(async () => {
    await waitOut(context, areas.posts, async () => {
      await outbox.send();
      await updater.move();
      if (waiting.size === 0 || !isIdle(context)) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
  }, pauseMs);
  // And one for the charts of reports: what is ready is sent while the next one is drawn.
  const reports = new Loop(
    () =>
      waitOut(context, areas.reports, async () => {
        await reportObjects(context, () => isEnding);
        await reminder.turn();
      }),
    pauseMs,
  );
  const upkeep = new Upkeep(context);
  const notices = new IncidentNotices(context);
  const chores = new Loop(
    async () => {
      await waitOut(context, areas.database, async () => probe(context));
      await waitOut(context, areas.upkeep, () => upkeep.turn());
      await waitOut(context, areas.notices, () => notices.turn());
    },
    Math.max(pauseMs, upkeepPauseMs),
  );
  const layout = options.oldLayout ? new OldLayout(context, options.oldLayout) : null;
  // Its pictures and its transfers keep nobody waiting.
  const copies = new Loop(async () => layout?.turn(), copiesEvery * pauseMs);
  const sender = options.uploads ? new UploadSender(context, options.uploads) : null;
  // A SkyPortal that does not answer keeps nobody waiting either.
  const uploads = new Loop(
    () => waitOut(context, areas.uploads, async () => sender?.turn(() => isEnding)),
    pauseMs,
  );
  const look = createPullQueue(context);
  let isAnswering = false;
  let isEnding = false;
  const today = options.summaryDate ?? (() => context.now().slice(0, 10));

  /** What a person is told that it is done is on the disk before. */
  const promised =
    <Asked, Told>(act: (context: Context, asked: Asked) => Told) =>
    (asked: Asked) => {
      const told = durably(db, () => act(context, asked));
      faultPoint('request written');
      return told;
    };

  return {
    models: () => context.models.choices(),
    fitDefaults: () => fitDefaults(context),
    findObjects: (typed, most) => objectNamesLike(db, typed.trim(), most),
    objectName: (typed) => resolveObject(db, typed).name,
    status: () => statusReport(context),
    lookUp: (name, by) => lookUpObject(context, name, by),
    whyNot: (name) => whyNot(context, name),
    maySeeAll: (channel) => seesAll(context, channel),
    maySee: (channel, name) => maySeeObject(context, channel, resolveObject(db, name).id),
    objectStatus: (name) => objectStatus(context, name),
    fitDetails: (fitId) => fitDetails(context, fitId),
    fitCharts: (fitId) => charts.chartsOf(fitId),
    plot: (request) => plot(context, request),
    requestFits: promised(requestFits),
    retryFits: promised(retryFits),
    mute: promised(mute),
    unmute: promised(unmute),
    muted: () => muted(context),
    mark: promised(mark),
    withdraw: promised(withdraw),
    watch: promised(watch),
    unwatch: promised(unwatch),
    watches: (person) => watches(context, person),
    cancel: promised(cancel),
    history: (of) => history(context, of),
    runs: (most) => runs(context, openFitSummaries(context, openFits(db)), most),
    report: (date) => summaryOf(context, date ?? newestFitDay(db) ?? today(), null),
    home: (user) => homeReport(context, charts, user),
    welcomed: (person) => durably(db, () => noteWelcomed(db, person, context.now())),
    settings: () => context.settings(),
    changeSettings: promised(changeSettings),
    retryPost: promised(retryDeadPost),
    postDailySummary: (date) => postDailySummary(context, date),
    pull: look,
    async start() {
      settleNumbers(context);
      for (const run of openRuns(db)) finishRun(db, run.id, context.change('app', 'found at the start'));
      const open = openFits(db).length;
      const owed = pendingPosts(db).length;
      if (open + owed > 0) context.log.info({ open, owed }, 'taken up from before');
      isEnding = false;
      jobs.start();
      chores.start();
      reports.start();
      posts.start();
      if (layout) copies.start();
      if (sender) uploads.start();
    },
    async stop() {
      isEnding = true;
      chores.end();
      outbox.stop();
      posts.end();
      await jobs.stop();
      await reports.stop();
      await posts.stop();
      layout?.stop();
      await copies.stop();
      await uploads.stop();
    },
    async tick() {
      await jobs.once();
      await reports.once();
      await posts.once();
      await copies.once();
      await uploads.once();
    },
    idle: () => new Promise((resolve) => waiting.add(resolve)),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
