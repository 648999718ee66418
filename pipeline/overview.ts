import { countFitStates, openFits } from '../db/fits.ts';
import { intakeProblemsOf } from '../db/intakeProblems.ts';
import { countLightCurves, getLightCurve } from '../db/lightCurves.ts';
import { muteOf, mutesAt } from '../db/mutes.ts';
import { failedPostsSince, pendingPosts } from '../db/posts.ts';
import { newestPull, newestRun } from '../db/runs.ts';
import type { Context } from './context.ts';
import { resolveObject } from './objectNames.ts';
import { whyNot } from './policy/whyNot.ts';
import { fitsByCurve } from './report.ts';
import type { ObjectStatus, StatusReport } from './summaries.ts';
import { openFitSummaries } from './summarise.ts';

const dayMs = 86_400_000;

/** What is wrong now, in words: of the infrastructure, and messages of the last day that were given up. */
function troubleWords(context: Context): string[] {
  const since = new Date(Date.parse(context.now()) - dayMs).toISOString();
  const failed = failedPostsSince(context.db, since);
  const [newest] = failed;
  const many =
    failed.length === 1 ? '1 message of the last day was' : `${failed.length} messages of the last day were`;
  const lost = newest ? [`${many} given up: ${newest.lastError}`] : [];
  return [...context.trouble.list(), ...lost];
}

/** @see PipelineService.status */
export function statusReport(context: Context): StatusReport {
  const { db, options } = context;
  const run = newestRun(db);
  const pull = newestPull(db);
  return {
    open: openFitSummaries(context, openFits(db)),
    lastRun: run
      ? {
          runId: run.id,
          startedAt: run.startedAt,
          finishedAt: run.finishedAt,
          filesRead: run.filesRead,
          lightCurvesNew: run.lightCurvesNew,
          fitsByState: countFitStates(db, run.id),
        }
      : null,
    nextPullAt: options.nextPullAt?.() ?? null,
    problems:
      pull === undefined
        ? []
        : intakeProblemsOf(db, pull).map(({ file, line, reason, seenAt }) => ({
            file,
            line,
            reason,
            seenAt,
          })),
    muted: mutesAt(db, context.now()).map(({ object, mutedBy, reason, until }) => ({
      object,
      mutedBy,
      reason,
      until,
    })),
    pendingPosts: pendingPosts(db).length,
    trouble: troubleWords(context),
  };
}

/** @see PipelineService.objectStatus */
export function objectStatus(context: Context, objectName: string): ObjectStatus {
  const { db } = context;
  const object = resolveObject(db, objectName);
  const curve = object.currentLightCurveId === null ? null : getLightCurve(db, object.currentLightCurveId);
  const mute = muteOf(db, object.id, context.now());
  const why = whyNot(context, object.name);
  return {
    object: object.name,
    lightCurves: countLightCurves(db, object.id),
    detections: curve?.detections ?? 0,
    limits: curve?.limits ?? 0,
    lastJd: curve?.lastJd ?? 0,
    muted: mute ? { by: mute.mutedBy, reason: mute.reason, until: mute.until } : null,
    ...(why.isNotFitted ? { notFitted: why.text } : {}),
    fits: fitsByCurve(context, object.id),
  };
}
