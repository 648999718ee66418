import { addEvent } from '../../db/events.ts';
import { type FitRow, fitsOfObject } from '../../db/fits.ts';
import { getLightCurve, type LightCurveRow } from '../../db/lightCurves.ts';
import { getObject } from '../../db/objects.ts';
import { addPost, objectPost, type PostRow, progressPost } from '../../db/posts.ts';
import { addReport, objectsToReport } from '../../db/reports.ts';
import { finishRun, getRun } from '../../db/runs.ts';
import { addVerdict, newestVerdict } from '../../db/verdicts.ts';
import type { PostContent } from '../api/posts.ts';
import type { Verdict } from '../api/verdict.ts';
import type { Context } from '../core/context.ts';
import { type DrawnCharts, drawCharts, drawModels } from '../fits/drawCharts.ts';
import { FitResults } from '../fits/fitResults.ts';
import { bestOf } from '../fits/newestOfEachModel.ts';
import { comparableFits, saysTheSame, verdictOfFits } from '../fits/objectVerdict.ts';
import { factsOfObject, portalUrlOf } from '../fits/ranking.ts';
import { summariseFits } from '../fits/summarise.ts';
import { muteNow } from '../objects/mutes.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { channelsFor } from '../objects/visibility.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { oweUploads } from '../uploads/owe.ts';
import { callForStrong } from './alert.ts';
import { cornerIdentity, curveIdentity, objectIdentity } from './identity.ts';
import { progressContent } from './progress.ts';
import { tellWatchers } from './watchers.ts';
import { isWorthAMessage } from './worth.ts';

/** The pictures of a message: all models of the object in one, of a single model its light curve; the best corner plot. */
async function chartsOf(
  context: Context,
  best: FitRow | null,
  fits: readonly FitRow[],
): Promise<DrawnCharts> {
  if (!best) return { lightCurve: null, corner: null };
  const results = new FitResults(context);
  const ofBest = await drawCharts(context, best, results);
  const models = await drawModels(context, best, fits, results);
  return { ...ofBest, lightCurve: models ?? ofBest.lightCurve };
}

/** Where an object stands now: its newest fitted light curve, every model's fit of it, and the verdict. */
interface Standing {
  curve: LightCurveRow;
  /** Those that the verdict compares first. */
  fits: FitRow[];
  verdict: Verdict;
  /** The best fit of the most probable kind. */
  best: FitRow | null;
}

function standingOf(context: Context, ofObject: readonly FitRow[], reported: number): Standing {
  const ended = ofObject.filter((fit) => fit.finishedAt !== null && fit.state !== 'cancelled');
  const shownId = curveToShow(ofObject, reported);
  const curve = getLightCurve(context.db, shownId);
  const ofCurve = ended.filter((fit) => fit.lightCurveId === shownId);
  const { compared, others } = comparableFits(context, ofCurve);
  const verdict = verdictOfFits(context, ofCurve, curve);
  const best = compared.find((fit) => fit.model === verdict.model) ?? null;
  return { curve, fits: [...compared, ...others], verdict, best };
}

/** What the message of an object in the channel says. */
function objectReport(
  context: Context,
  runId: number,
  standing: Standing,
  charts: DrawnCharts,
): Extract<PostContent, { kind: 'object-report' }> {
  const { curve, fits, verdict } = standing;
  const object = getObject(context.db, curve.objectId);
  const { detections, limits, filters, firstJd, lastJd } = curve;
  return {
    kind: 'object-report',
    object: object.name,
    runId,
    fits: summariseFits(context, fits),
    lightCurve: { detections, limits, filters, firstJd, lastJd },
    lightCurveChart: charts.lightCurve,
    muted: muteNow(context, curve.objectId),
    opinions: opinionsNow(context, curve.objectId),
    verdict,
    facts: factsOfObject(context, curve, fits),
    portalUrl: portalUrlOf(context, object.name),
  };
}

interface Report {
  runId: number;
  objectId: number;
  /** The fits of the run, all ended. */
  fits: FitRow[];
  standing: Standing;
}

type NewPost = Pick<PostRow, 'kind' | 'parentPostId' | 'editsPostId'> & {
  content: PostContent;
  /** null: nothing else tells the same. */
  identity: string | null;
};

/** The corner plot of the best fit, for the thread of the first message; null when there is none. */
function cornerReport(context: Context, best: FitRow | null, charts: DrawnCharts): PostContent | null {
  const [fit] = best ? summariseFits(context, [best]) : [];
  if (!fit || !charts.corner) return null;
  return { kind: 'corner', object: fit.object, fit, cornerChart: charts.corner };
}

/**
 * What is owed where the object has a message already. That one shows the state of things. The thread is told what a
 * person asked for, and a verdict that changed, of which the channel hears too; nothing changed, nothing is posted.
 */
function followUp(context: Context, report: Report, first: PostRow, charts: DrawnCharts): NewPost[] {
  const { runId, fits, objectId, standing } = report;
  const { verdict } = standing;
  const { name } = getObject(context.db, objectId);
  const { requestedBy } = getRun(context.db, runId);
  // What a person asked for is not owed again.
  const identity = (what: 'state' | 'change') =>
    requestedBy === null ? curveIdentity(what, name, standing.curve.sha256) : null;
  const edit: NewPost = {
    kind: 'object',
    parentPostId: null,
    editsPostId: first.id,
    content: objectReport(context, runId, standing, charts),
    identity: identity('state'),
  };
  const moving = progressPost(context.db, runId, objectId, first.channel);
  if (moving?.id === first.id) {
    const corner = cornerReport(context, standing.best, charts);
    return [edit, ...(corner ? [threaded(corner, first.id, cornerIdentity(name))] : [])];
  }
  const before = newestVerdict(context.db, objectId) ?? null;
  const isChange = before !== null && verdict.state !== 'none' && !saysTheSame(before, verdict);
  const told: Extract<PostContent, { kind: 'refit-report' }> = {
    kind: 'refit-report',
    object: name,
    runId,
    requestedBy,
    fits: summariseFits(context, fits),
    verdict,
    before,
    isChange,
    isBrief: !isChange,
    lightCurveChart: isChange ? charts.lightCurve : null,
    cornerChart: isChange ? charts.corner : null,
  };
  const brief: PostContent = { ...told, isBrief: true, lightCurveChart: null, cornerChart: null };
  return [
    ...(moving
      ? [
          {
            kind: 'thread' as const,
            parentPostId: null,
            editsPostId: moving.id,
            content: brief,
            identity: null,
          },
        ]
      : []),
    ...(isChange || (requestedBy !== null && !moving) ? [threaded(told, first.id, identity('change'))] : []),
    edit,
  ];
}

function threaded(content: PostContent, parentPostId: number, identity: string | null): NewPost {
  return { kind: 'thread', parentPostId, editsPostId: null, content, identity };
}

/** What ends the message of fits that were all cancelled. */
function endOfMoving(context: Context, runId: number, objectId: number, channel: string): NewPost[] {
  const moving = progressPost(context.db, runId, objectId, channel);
  const { requestedBy } = getRun(context.db, runId);
  if (!moving || requestedBy === null) return [];
  const content = progressContent(context, { id: runId, requestedBy });
  return [{ kind: moving.kind, parentPostId: null, editsPostId: moving.id, content, identity: null }];
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
function tell(context: Context, report: Report, channel: string, charts: DrawnCharts): void {
  const { db } = context;
  const { runId, objectId, fits, standing } = report;
  const owe = ({ content, ...post }: NewPost) =>
    addPost(db, { ...post, runId, objectId, channel, content: JSON.stringify(content) }, context.change());
  const first = objectPost(db, objectId, channel);
  if (fits.length === 0) {
    // What somebody cancelled needs no telling.
    for (const post of endOfMoving(context, runId, objectId, channel)) owe(post);
  } else if (first) {
    for (const post of followUp(context, report, first, charts)) owe(post);
  } else if (isWorthAMessage(context, channel, { runId, objectId, verdict: standing.verdict })) {
    const content = objectReport(context, runId, standing, charts);
    const { object } = content;
    const identity = objectIdentity(object);
    const firstId = owe({ kind: 'object', parentPostId: null, editsPostId: null, content, identity });
    const corner = cornerReport(context, standing.best, charts);
    if (corner) owe(threaded(corner, firstId, cornerIdentity(object)));
  }
}

async function reportOne(context: Context, runId: number, objectId: number): Promise<void> {
  const { db } = context;
  const ofObject = fitsOfObject(db, objectId);
  const fits = ofObject.filter((fit) => fit.runId === runId);
  const lightCurveId = fits.at(-1)?.lightCurveId;
  if (lightCurveId === undefined) return;
  const told = fits.filter((fit) => fit.state !== 'cancelled');
  const standing = standingOf(context, ofObject, lightCurveId);
  const charts = await chartsOf(context, standing.best ?? bestOf(told), standing.fits);
  const report: Report = { runId, objectId, fits: told, standing };
  faultPoint('charts drawn');
  db.transaction(() => {
    if (!addReport(db, runId, objectId, context.now())) return;
    // Asked here, so that nothing can have been learnt of the data since.
    const channels = channelsFor(context, objectId);
    for (const channel of channels) tell(context, report, channel, charts);
    if (channels.length === 0) tellWithheld(context, objectId);
    if (told.length > 0) {
      const { verdict, curve, best, fits: shown } = standing;
      const news = {
        objectId,
        runId,
        verdict,
        before: newestVerdict(db, objectId) ?? null,
        facts: factsOfObject(context, curve, shown),
        bestFitId: best?.id ?? null,
        lightCurveChart: charts.lightCurve,
      };
      tellWatchers(context, news);
      callForStrong(context, news);
      addVerdict(db, { objectId, lightCurveId: curve.id, runId, at: context.now(), verdict });
      const plots = [charts.lightCurve, charts.corner].flatMap((chart) => (chart ? [chart.path] : []));
      oweUploads(context, runId, objectId, { verdict, fits: standing.fits, curve, plots });
    }
    finishRun(db, runId, context.change());
  })();
  faultPoint('report written');
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
 * @param isEnding true: the others come at the next start. @throws the first thing that went wrong, after all objects had their turn.
 */
export async function reportObjects(context: Context, isEnding: () => boolean = () => false): Promise<void> {
  const failures: unknown[] = [];
  const tried = new Set<string>();
  const next = () =>
    objectsToReport(context.db).find(({ runId, objectId }) => !tried.has(`${runId} ${objectId}`));
  // Asked anew after each: drawing takes a while, and what a person waits for may have ended meanwhile.
  for (let one = next(); one !== undefined && !isEnding(); one = next()) {
    tried.add(`${one.runId} ${one.objectId}`);
    await reportOne(context, one.runId, one.objectId).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
