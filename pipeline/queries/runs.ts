import { countFitStates, objectsOfRun } from '../../db/fits.ts';
import { newestRuns, type RunRow } from '../../db/runs.ts';
import type { OpenFit, RunSummary } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { runEfficiency } from './efficiency.ts';

const namedObjects = 3;
const endedStates = new Set(['succeeded', 'failed', 'timed-out', 'cancelled']);

/**
 * What people are shown of a run.
 * @param open the fits that have not ended, of any run.
 */
export function summariseRun(context: Context, run: RunRow, open: readonly OpenFit[]): RunSummary {
  const fitsByState = countFitStates(context.db, run.id);
  const counts = Object.entries(fitsByState);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const ended = counts.reduce((sum, [state, count]) => sum + (endedStates.has(state) ? count : 0), 0);
  const under = open
    .filter((fit) => fit.runId === run.id && fit.state === 'running')
    .reduce((sum, fit) => sum + (fit.progress?.fraction ?? 0), 0);
  const { names, count } = objectsOfRun(context.db, run.id, namedObjects);
  return {
    runId: run.id,
    trigger: run.trigger,
    requestedBy: run.requestedBy,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    filesRead: run.filesRead,
    lightCurvesNew: run.lightCurvesNew,
    objects: names,
    objectCount: count,
    fitsByState,
    fraction: total === 0 ? 1 : Math.min(1, (ended + under) / total),
    efficiency: runEfficiency(context.db, run.id),
  };
}

/** @see PipelineService.runs */
export function runs(context: Context, open: readonly OpenFit[], most: number): RunSummary[] {
  return newestRuns(context.db, most).map((run) => summariseRun(context, run, open));
}
