import { setImmediate as breathe } from 'node:timers/promises';
import { objectCalled } from '../../db/aliases.ts';
import { objectsToJudge } from '../../db/decisions.ts';
import { carryProblems, countProblems, noteIntakeProblem } from '../../db/intakeProblems.ts';
import { addRun, countRun, finishRun, newestPull } from '../../db/runs.ts';
import { forgetContent, forgetFile, rememberFile } from '../../db/sourceFiles.ts';
import type { PipelineService } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { withoutCopies } from './duplicates.ts';
import { ingestObject, judgedNow, judgeObject } from './ingestObject.ts';
import type { Found, Problem, Scan, SourceScanner } from './scan.ts';

type PullRequest = Parameters<PipelineService['pull']>[0];
type PullOutcome = Awaited<ReturnType<PipelineService['pull']>>;

/** So many objects are written down in one transaction: between two of them, Slack gets its answers. */
const chunkSize = 200;

function tellProblem(context: Context, runId: number, problem: Problem): void {
  const { source, file, line, reason, level, fileSha256, objectId = null } = problem;
  const row = { source, file, line, reason, level, sha256: fileSha256, objectId };
  const isNew = noteIntakeProblem(context.db, runId, row, context.now());
  const words = `${file}${line === null ? '' : `, line ${line}`}: ${reason}`;
  if (isNew) context.log.warn({ source, file, line, reason }, words);
  else context.log.debug({ source, file, line, reason }, words);
  context.emit({ type: 'problem', file, line, reason });
}

/** An object that has to be looked at, and why. */
interface Task {
  name: string;
  /** Light curves that are new or were read again; empty: only the policy is asked again. */
  curves: Found[];
  /** A file of it that is as it was. */
  unchanged: { source: string; file: string } | null;
}

/** Objects with something new, then those that are there as they were, and that the policy did not see yet. */
function tasksOf(context: Context, scan: Scan, curves: readonly Found[]): Task[] {
  const byObject = Map.groupBy(curves, (curve) => curve.object);
  const tasks = [...byObject].map(([name, own]): Task => ({ name, curves: own, unchanged: null }));
  const files = new Map<string, { source: string; file: string }>();
  for (const [source, unchanged] of scan.unchanged) {
    for (const { file, object, sha256 } of unchanged.values()) {
      if (object !== null && sha256 !== null) files.set(object, { source, file });
    }
  }
  for (const name of objectsToJudge(context.db, judgedNow(context))) {
    const unchanged = files.get(name);
    if (unchanged && !byObject.has(name)) tasks.push({ name, curves: [], unchanged });
  }
  return tasks;
}

/** Begins the run: what vanished is forgotten, and what is still wrong is told of this run too. */
function beginRun(context: Context, request: PullRequest, scan: Scan, tasks: readonly Task[]): number {
  const { db } = context;
  const before = newestPull(db)?.id;
  const runId = addRun(db, request, context.change(request.requestedBy ?? 'app'));
  for (const { source, file, sha256 } of scan.vanished) {
    forgetFile(db, source, file);
    if (sha256 !== null) forgetContent(db, sha256);
  }
  const judged = new Set(tasks.map(({ name }) => objectCalled(db, [name])?.id));
  if (before !== undefined) {
    carryProblems(db, before, runId, ({ source, file, objectId }) => {
      const unchanged = scan.unchanged.get(source);
      if (unchanged === undefined) return true;
      return unchanged.has(file) && (objectId === null || !judged.has(objectId));
    });
  }
  return runId;
}

/** Does what one object needs. */
function doTask(
  context: Context,
  runId: number,
  task: Task,
  requestedBy: string | null,
): { lightCurvesNew: number; fitsAsked: number; problems: Problem[] } {
  if (task.unchanged !== null) {
    const object = objectCalled(context.db, [task.name]);
    if (!object) return { lightCurvesNew: 0, fitsAsked: 0, problems: [] };
    const from = { ...task.unchanged, fileSha256: null, isNew: false };
    return { lightCurvesNew: 0, ...judgeObject(context, runId, object, from, requestedBy) };
  }
  const taken = ingestObject(context, task.curves);
  if (taken === null) return { lightCurvesNew: 0, fitsAsked: 0, problems: [] };
  const { object, newest, lightCurvesNew, isNewestNew } = taken;
  const from = { ...newest, isNew: isNewestNew };
  return { lightCurvesNew, ...judgeObject(context, runId, object, from, requestedBy) };
}

/**
 * Looks at the sources once and writes down everything that follows from it: each object with its light curves, fits and
 * decision in one transaction, so that after a crash nothing is half there and the next pull goes on.
 */
export async function pull(
  context: Context,
  scanner: SourceScanner,
  request: PullRequest,
): Promise<PullOutcome> {
  const { db } = context;
  const scan = await scanner.scan(request.sources);
  const { filesRead } = scan;
  const { curves, problems } = withoutCopies(context, scan);
  const tasks = tasksOf(context, scan, curves);
  scan.found.length = 0;
  curves.length = 0;
  const runId = db.transaction(() => beginRun(context, request, scan, tasks))();
  faultPoint('run begun');
  const found = [...scan.problems, ...problems];
  let [lightCurvesNew, fitsAsked] = [0, 0];
  const ofObject = Map.groupBy(scan.read, ({ object }) => object);
  try {
    while (tasks.length > 0) {
      db.transaction(() => {
        for (const task of tasks.slice(0, chunkSize)) {
          const done = doTask(context, runId, task, request.requestedBy);
          lightCurvesNew += done.lightCurvesNew;
          fitsAsked += done.fitsAsked;
          found.push(...done.problems);
          for (const { source, ...file } of ofObject.get(task.name) ?? []) {
            rememberFile(db, source, file, context.now());
          }
          ofObject.delete(task.name);
        }
      })();
      // Drops the light curves already stored, so that memory stays flat.
      tasks.splice(0, chunkSize);
      faultPoint('objects written');
      await breathe();
    }
  } finally {
    db.transaction(() => {
      for (const problem of found) tellProblem(context, runId, problem);
      for (const { source, ...file } of [...ofObject.values()].flat()) {
        if (file.sha256 === null || !tasks.some(({ name }) => name === file.object)) {
          rememberFile(db, source, file, context.now());
        }
      }
      countRun(db, runId, { filesRead, lightCurvesNew, fitsAsked });
      if (fitsAsked === 0) finishRun(db, runId, context.change());
    })();
  }
  const { unreached, late } = scan;
  const outcome = {
    runId,
    lightCurvesNew,
    fitsAsked,
    problems: countProblems(db, runId),
    unreached,
    late,
  };
  context.log.info({ ...outcome, filesRead, unsettled: scan.unsettled }, 'pulled');
  context.emit({ type: 'pulled', runId, filesRead, lightCurvesNew, fitsAsked });
  return outcome;
}
