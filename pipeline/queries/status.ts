import { existsSync } from 'node:fs';
import { fitCharts } from '../../db/fitCharts.ts';
import {
  fitsAskedBetween,
  fitsOfObject,
  newestFitDay,
  newestFitsRequestedBy,
  openFits,
} from '../../db/fits.ts';
import { intakeProblemsOf } from '../../db/intakeProblems.ts';
import { countLightCurves, getLightCurve } from '../../db/lightCurves.ts';
import { pendingPosts } from '../../db/posts.ts';
import { newestPull, newestRun, openRuns } from '../../db/runs.ts';
import { verdictsOfObject } from '../../db/verdicts.ts';
import { isWelcomed } from '../../db/welcomed.ts';
import type { ChartFile, HomeReport, ObjectStatus, StatusReport, VerdictEntry } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { factsOfObject, fitsByCurve, newestVerdictOf, portalUrlOf, ranking } from '../fits/ranking.ts';
import { openFitSummaries, summariseFit } from '../fits/summarise.ts';
import { muted, muteNow } from '../objects/mutes.ts';
import { notPosted } from '../objects/notPosted.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { watches } from '../objects/watches.ts';
import { dayBounds } from '../shared/time.ts';
import type { ChartCache } from './chartCache.ts';
import { health } from './health.ts';
import { lastCleaning } from './lastCleaning.ts';
import { summariseRun } from './runs.ts';
import { whyNot } from './whyNot.ts';

/** @see PipelineService.status */
export function statusReport(context: Context): StatusReport {
  const { db, options } = context;
  const run = newestRun(db);
  const pull = newestPull(db);
  const open = openFitSummaries(context, openFits(db));
  const withFits = openRuns(db).filter((one) => open.some((fit) => fit.runId === one.id));
  const problems = pull === undefined ? [] : intakeProblemsOf(db, pull.id);
  return {
    open,
    openRuns: withFits.map((one) => summariseRun(context, one, open)),
    lastRun: run ? summariseRun(context, run, open) : null,
    lastPull: pull
      ? {
          runId: pull.id,
          at: pull.startedAt,
          filesRead: pull.filesRead,
          lightCurvesNew: pull.lightCurvesNew,
        }
      : null,
    nextPullAt: options.nextPullAt?.() ?? null,
    problems: problems.map(({ file, line, reason, seenAt }) => ({ file, line, reason, seenAt })),
    muted: muted(context),
    pendingPosts: pendingPosts(db).length,
    notPosted: notPosted(context),
    incidents: context.incidents.list(),
    health: health(context),
    lastCleaning: lastCleaning(context),
  };
}

/** What was said of an object, oldest first; a verdict that a later run on the same data replaced is left out. */
function verdictEntries(context: Context, objectId: number, firstJd: number): VerdictEntry[] {
  const byCurve = new Map(verdictsOfObject(context.db, objectId).map((row) => [row.lightCurveId, row]));
  return [...byCurve.values()].map(
    ({ at, lastJd, kind, probability, deltaLnZ, strength, kilonovaScore }): VerdictEntry => ({
      at,
      days: lastJd - firstJd,
      kind,
      probability,
      deltaLnZ,
      strength,
      kilonovaScore,
    }),
  );
}

/** @see PipelineService.objectStatus */
export function objectStatus(context: Context, objectName: string): ObjectStatus {
  const { db } = context;
  const object = resolveObject(db, objectName);
  const curve = object.currentLightCurveId === null ? null : getLightCurve(db, object.currentLightCurveId);
  const why = whyNot(context, object.name);
  const fits = fitsOfObject(db, object.id);
  const newest = fits.length === 0 ? null : newestVerdictOf(context, fits);
  return {
    object: object.name,
    lightCurves: countLightCurves(db, object.id),
    detections: curve?.detections ?? 0,
    limits: curve?.limits ?? 0,
    lastJd: curve?.lastJd ?? 0,
    muted: muteNow(context, object.id),
    opinions: opinionsNow(context, object.id),
    whyNot: why.isNotFitted ? why.text : null,
    fits: fitsByCurve(context, object.id),
    verdict: newest?.verdict ?? null,
    facts: curve === null ? null : factsOfObject(context, curve, fits),
    verdicts: verdictEntries(context, object.id, curve?.firstJd ?? 0),
    portalUrl: portalUrlOf(context, object.name),
  };
}

const mostRanked = 20;
const mostThumbnails = 8;
const mostOfMine = 10;

/** The picture of an object's message: all models, or the best one's light curve where there is one model alone. */
async function thumbnail(
  { db }: Context,
  charts: ChartCache,
  { object, bestFitId }: { object: string; bestFitId: number },
): Promise<ChartFile | null> {
  const models = fitCharts(db, bestFitId).find(({ kind, path }) => kind === 'models' && existsSync(path));
  if (models) return { path: models.path, altText: `${object}: light curves of all models, best first` };
  return (await charts.chartsOf(bestFitId)).lightCurve;
}

/** @see PipelineService.home */
export async function homeReport(context: Context, charts: ChartCache, user: string): Promise<HomeReport> {
  const { db } = context;
  const date = newestFitDay(db) ?? null;
  const bounds = date === null ? null : dayBounds(date);
  const all = bounds ? ranking(context, fitsAskedBetween(db, bounds.from, bounds.to)) : [];
  const shown: HomeReport['ranking'] = [];
  for (const one of all.slice(0, mostRanked)) {
    const chart = shown.length < mostThumbnails ? await thumbnail(context, charts, one) : null;
    shown.push({ ...one, chart });
  }
  const mine = newestFitsRequestedBy(db, user, mostOfMine);
  return {
    status: statusReport(context),
    date,
    ranking: shown,
    mine: mine.map((fit) => summariseFit(context, fit)),
    settings: context.settings(),
    watches: watches(context, user),
    welcome: isWelcomed(db, user) ? null : { channel: context.options.channel },
  };
}
