import { addEvent } from '../../db/events.ts';
import { type FitRow, fitsOfObject } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import { getObject } from '../../db/objects.ts';
import { addPost, objectPost, type PostRow, progressPost } from '../../db/posts.ts';
import { addReport, objectsToReport } from '../../db/reports.ts';
import { finishRun, getRun } from '../../db/runs.ts';
import type { PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { type DrawnCharts, drawCharts, drawModels } from '../fits/drawCharts.ts';
import { kilonovaScore } from '../fits/kilonovaScore.ts';
import { bestOf, newestOfEachModel } from '../fits/ranking.ts';
import { summariseFits } from '../fits/summarise.ts';
import { muteNow } from '../objects/mutes.ts';
import { audiences, channelsFor } from '../objects/visibility.ts';
import { progressContent } from './progress.ts';

/** The pictures of a message: all models of the object in one, of a single model its light curve; the best corner plot. */
async function chartsOfBest(context: Context, fits: readonly FitRow[]): Promise<DrawnCharts> {
  const best = bestOf(fits);
  if (!best) return { lightCurve: null, corner: null };
  const ofBest = await drawCharts(context, best);
  const newest = newestOfEachModel(fits);
  const models = await drawModels(context, bestOf(newest) ?? best, newest);
  return { ...ofBest, lightCurve: models ?? ofBest.lightCurve };
}

/** What the message of an object in the channel says. */
function objectReport(
  context: Context,
  runId: number,
  fits: readonly FitRow[],
  lightCurveId: number,
  charts: DrawnCharts,
): Extract<PostContent, { kind: 'object-report' }> {
  const curve = getLightCurve(context.db, lightCurveId);
  const { name } = getObject(context.db, curve.objectId);
  const { detections, limits, filters, firstJd, lastJd } = curve;
  return {
    kind: 'object-report',
    object: name,
    runId,
    fits: summariseFits(context, fits),
    lightCurve: { detections, limits, filters, firstJd, lastJd },
    lightCurveChart: charts.lightCurve,
    muted: muteNow(context, curve.objectId),
  };
}

interface Report {
  runId: number;
  objectId: number;
  /** The fits of the run, all ended. */
  fits: FitRow[];
  lightCurveId: number;
}

/** What the first message of an object shows: the newest fit of each model, of whichever run. */
interface ShownState {
  lightCurveId: number;
  fits: FitRow[];
  charts: DrawnCharts;
}

type NewPost = Pick<PostRow, 'kind' | 'parentPostId' | 'editsPostId'> & { content: PostContent };

/** The corner plot of the best fit, for the thread of the first message; null when there is none. */
function cornerReport(context: Context, fits: readonly FitRow[], charts: DrawnCharts): PostContent | null {
  const best = bestOf(fits);
  const [fit] = best ? summariseFits(context, [best]) : [];
  if (!fit || !charts.corner) return null;
  return { kind: 'corner', object: fit.object, fit, cornerChart: charts.corner };
}

/** What is new goes to the thread, where it ends the message that moved; the first one then shows the state of things. */
function followUp(
  context: Context,
  report: Report,
  first: PostRow,
  charts: DrawnCharts,
  all: ShownState,
): NewPost[] {
  const { runId, fits, objectId } = report;
  const content = objectReport(context, runId, all.fits, all.lightCurveId, all.charts);
  const edit: NewPost = { kind: 'object', parentPostId: null, editsPostId: first.id, content };
  const moving = progressPost(context.db, runId, objectId, first.channel);
  if (moving?.id === first.id) {
    const corner = cornerReport(context, fits, charts);
    return [edit, ...(corner ? [threaded(corner, first.id)] : [])];
  }
  const { requestedBy } = getRun(context.db, runId);
  const thread: PostContent = {
    kind: 'refit-report',
    object: getObject(context.db, objectId).name,
    runId,
    requestedBy,
    fits: summariseFits(context, fits),
    lightCurveChart: charts.lightCurve,
    cornerChart: charts.corner,
  };
  if (!moving) return [threaded(thread, first.id), edit];
  return [{ kind: 'thread', parentPostId: null, editsPostId: moving.id, content: thread }, edit];
}

function threaded(content: PostContent, parentPostId: number): NewPost {
  return { kind: 'thread', parentPostId, editsPostId: null, content };
}

/** What ends the message of fits that were all cancelled. */
function endOfMoving(context: Context, runId: number, objectId: number, channel: string): NewPost[] {
  const moving = progressPost(context.db, runId, objectId, channel);
  const { requestedBy } = getRun(context.db, runId);
  if (!moving || requestedBy === null) return [];
  const content = progressContent(context, { id: runId, requestedBy });
  return [{ kind: moving.kind, parentPostId: null, editsPostId: moving.id, content }];
}

/** Objects that nobody asked for and that are less like a kilonova than is wanted are told in the summary only. */
function isWorthAMessage(context: Context, runId: number, fits: readonly FitRow[]): boolean {
  const { postThreshold } = context.settings();
  const { trigger } = getRun(context.db, runId);
  return postThreshold === null || trigger === 'refit' || kilonovaScore(fits) >= postThreshold;
}

/**
 * The light curve that the first message shows: the newest that a run has finished with. Fits of older data may
 * end later.
 */
function curveToShow(ofObject: readonly FitRow[], reported: number): number {
  const runs = [...Map.groupBy(ofObject, (fit) => fit.runId).values()];
  const done = runs.filter(
    (fits) => fits.every((fit) => fit.finishedAt !== null) && fits.some((fit) => fit.state !== 'cancelled'),
  );
  return Math.max(reported, ...done.flat().map((fit) => fit.lightCurveId));
}

/** Owes one channel what the run found. `report.fits` are those that nobody cancelled. */
function tell(context: Context, report: Report, channel: string, charts: DrawnCharts, all: ShownState): void {
  const { db } = context;
  const { runId, objectId, fits, lightCurveId } = report;
  const owe = ({ content, ...post }: NewPost) =>
    addPost(db, { ...post, runId, objectId, channel, content: JSON.stringify(content) }, context.change());
  const first = objectPost(db, objectId, channel);
  if (fits.length === 0) {
    // What somebody cancelled needs no telling.
    for (const post of endOfMoving(context, runId, objectId, channel)) owe(post);
  } else if (first) {
    for (const post of followUp(context, report, first, charts, all)) owe(post);
  } else if (isWorthAMessage(context, runId, fits)) {
    const content = objectReport(context, runId, fits, lightCurveId, charts);
    const firstId = owe({ kind: 'object', parentPostId: null, editsPostId: null, content });
    const corner = cornerReport(context, fits, charts);
    if (corner) owe(threaded(corner, firstId));
  }
}

async function reportOne(context: Context, runId: number, objectId: number): Promise<void> {
  const { db } = context;
  const ofObject = fitsOfObject(db, objectId);
  const fits = ofObject.filter((fit) => fit.runId === runId);
  const lightCurveId = fits.at(-1)?.lightCurveId;
  if (lightCurveId === undefined) return;
  const report: Report = { runId, objectId, fits, lightCurveId };
  const told = fits.filter((fit) => fit.state !== 'cancelled');
  const charts = await chartsOfBest(context, told);
  const shownId = curveToShow(ofObject, lightCurveId);
  const ended = ofObject.filter((fit) => fit.finishedAt !== null && fit.state !== 'cancelled');
  const shown = newestOfEachModel(ended.filter((fit) => fit.lightCurveId === shownId));
  const isFirst = audiences(context).every(({ id }) => objectPost(db, objectId, id) === undefined);
  const shownCharts = isFirst ? charts : await chartsOfBest(context, shown);
  const all = { lightCurveId: shownId, fits: shown, charts: shownCharts };
  db.transaction(() => {
    if (!addReport(db, runId, objectId, context.now())) return;
    // Asked here, so that nothing can have been learnt of the data since.
    const channels = channelsFor(context, objectId);
    for (const channel of channels) tell(context, { ...report, fits: told }, channel, charts, all);
    if (channels.length === 0) tellWithheld(context, objectId);
    finishRun(db, runId, context.change());
  })();
}

/** Writes down that no channel may see what was found. */
function tellWithheld(context: Context, objectId: number): void {
  const { name } = getObject(context.db, objectId);
  const why = 'no channel may see data of its programme';
  addEvent(context.db, { ...context.change(), subject: `object:${name}`, event: 'not posted', why });
  context.log.warn({ object: name }, `not posted: ${why}`);
}

/**
 * Owes the channel a message for every object of a run whose fits have all ended.
 * @throws the first thing that went wrong, after all objects had their turn.
 */
export async function reportObjects(context: Context): Promise<void> {
  const failures: unknown[] = [];
  for (const { runId, objectId } of objectsToReport(context.db)) {
    await reportOne(context, runId, objectId).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
