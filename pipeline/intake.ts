import { addEvent } from '../db/events.ts';
import { noteIntakeProblem } from '../db/intakeProblems.ts';
import { addLightCurve, findLightCurve, getLightCurve } from '../db/lightCurves.ts';
import { endMuteByDetection } from '../db/mutes.ts';
import { ensureObject, findObject, getObject, setCurrentLightCurve, setPosition } from '../db/objects.ts';
import { addRun, countRun, finishRun } from '../db/runs.ts';
import { askFit, fitWishes } from './askFit.ts';
import type { Context } from './context.ts';
import { tellMute } from './muting.ts';
import { minDetections, planPull } from './plan.ts';
import type { PipelineService } from './service.ts';
import type { FoundLightCurve, SourceProblem } from './sources/source.ts';

type PullRequest = Parameters<PipelineService['pull']>[0];
type PullOutcome = Awaited<ReturnType<PipelineService['pull']>>;
type Found = FoundLightCurve & { source: string };
type Problem = SourceProblem & { source: string };

interface Haul {
  filesRead: number;
  found: Found[];
  problems: Problem[];
}

/** Looks at every source. One that is out of reach is trouble and does not stop the others. */
async function lookEverywhere(context: Context): Promise<Haul> {
  const haul: Haul = { filesRead: 0, found: [], problems: [] };
  for (const source of context.options.sources) {
    try {
      const harvest = await source.look();
      context.trouble.clear(`source ${source.name}`);
      haul.filesRead += harvest.filesRead;
      haul.found.push(...harvest.lightCurves.map((curve) => ({ ...curve, source: source.name })));
      haul.problems.push(...harvest.problems.map((problem) => ({ ...problem, source: source.name })));
    } catch (error) {
      context.trouble.note(`source ${source.name}`, error);
    }
  }
  return haul;
}

function problemOf(curve: Found, level: Problem['level'], reason: string): Problem {
  const { source, file, fileSha256 } = curve;
  return { level, source, file, line: null, reason, fileSha256 };
}

/**
 * Leaves each content once. Copies of an object's file are told in one line; one photometry under the names of
 * two objects belongs to whoever had it first.
 */
function withoutCopies(context: Context, haul: Haul): { curves: Found[]; problems: Problem[] } {
  const isKnown = (curve: Found) => {
    const object = findObject(context.db, curve.object);
    return object !== undefined && findLightCurve(context.db, object.id, curve.sha256) !== undefined;
  };
  const bySha = Map.groupBy(haul.found, (curve) => curve.sha256);
  const curves: Found[] = [];
  const problems: Problem[] = [];
  for (const same of bySha.values()) {
    const first = same.find(isKnown) ?? same[0];
    if (!first) continue;
    curves.push(first);
    const copies = same.filter((curve) => curve !== first && curve.object === first.object);
    const [copy] = copies;
    if (copy) {
      const more = copies.length === 1 ? '' : ` (and so are ${copies.length - 1} more)`;
      const reason = `is the same light curve as ${first.file}: fitted once${more}`;
      problems.push(problemOf(copy, 'warning', reason));
    }
    for (const stranger of same.filter((curve) => curve.object !== first.object)) {
      const reason = `holds the same photometry as ${first.file}, which is another object: not used`;
      problems.push(problemOf(stranger, 'problem', reason));
    }
  }
  return { curves, problems };
}

/** Oldest data first; of windows that end together, the one with more points last. */
function byAge(a: Found, b: Found): number {
  return (
    (a.points.at(-1)?.jd ?? 0) - (b.points.at(-1)?.jd ?? 0) ||
    a.points.length - b.points.length ||
    (a.file < b.file ? -1 : 1)
  );
}

/**
 * Keeps the light curves of one object, and asks for the fits that the newest deserves.
 * @returns how many are new, how many fits were asked for, and what is wrong with it.
 */
function takeObject(
  context: Context,
  runId: number,
  curves: Found[],
  requestedBy: string | null,
): { lightCurvesNew: number; fitsAsked: number; problems: Problem[] } {
  const { db, models } = context;
  const newest = curves.sort(byAge).at(-1);
  if (!newest) return { lightCurvesNew: 0, fitsAsked: 0, problems: [] };
  const object = ensureObject(db, newest.object, context.change());
  let lightCurvesNew = 0;
  let newestId = 0;
  let isNewestNew = false;
  for (const found of curves) {
    const kept = { ...found, objectId: object.id, objectName: object.name };
    const { id, isNew } = addLightCurve(db, kept, context.change());
    if (isNew) lightCurvesNew += 1;
    newestId = id;
    isNewestNew = isNew;
  }
  setCurrentLightCurve(db, object.id, newestId, context.change());
  const position = curves.findLast((curve) => curve.position !== null)?.position;
  if (position) setPosition(db, object.id, position, context.change());
  if (getObject(db, object.id).currentLightCurveId !== newestId) {
    return { lightCurvesNew, fitsAsked: 0, problems: [] };
  }
  const curve = getLightCurve(db, newestId);
  const detection = curve.points.findLast((point) => !point.isLimit);
  if (detection && endMuteByDetection(db, object.id, object.name, detection.jd, context.change())) {
    tellMute(context, object, { by: 'app', mute: null, why: 'it was detected again' });
  }
  const plan = planPull(db, curve, models.inPlay, context.now());
  const problems: Problem[] = [];
  if (plan.decision === 'too-few-detections') {
    const count = curve.detections === 0 ? 'no detection' : `${curve.detections} detection`;
    const reason = `has ${count}: kept, but a fit needs at least ${minDetections}`;
    problems.push(problemOf(newest, 'problem', reason));
  }
  if (plan.decision === 'muted' && isNewestNew) {
    addEvent(db, {
      ...context.change(),
      subject: `object:${object.name}`,
      event: 'not fitted',
      why: 'muted',
    });
    context.log.info({ object: object.name }, 'new data of a muted object: not fitted');
  }
  const wishes = fitWishes(context, curve, plan.models, {}, false).filter((wish) => !wish.open);
  for (const wish of wishes) askFit(context, wish, { runId, object, curve, requestedBy });
  return { lightCurvesNew, fitsAsked: wishes.length, problems };
}

function tellProblem(context: Context, runId: number, problem: Problem): void {
  const { source, file, line, reason, level, fileSha256 } = problem;
  const row = { source, file, line, reason, level, sha256: fileSha256 };
  const isNew = noteIntakeProblem(context.db, runId, row, context.now());
  const words = `${file}${line === null ? '' : `, line ${line}`}: ${reason}`;
  if (isNew) context.log.warn({ source, file, line, reason }, words);
  else context.log.debug({ source, file, line, reason }, words);
  context.emit({ type: 'problem', file, line, reason });
}

/** Looks at every source once and writes down, in one transaction, everything that follows from it. */
export async function pull(context: Context, request: PullRequest): Promise<PullOutcome> {
  const { db } = context;
  const begun = context.change(request.requestedBy ?? 'app');
  const haul = await lookEverywhere(context);
  const { filesRead } = haul;
  const outcome = db.transaction((): PullOutcome => {
    const runId = addRun(db, request, begun);
    const { curves, problems } = withoutCopies(context, haul);
    const all = [...haul.problems, ...problems];
    let lightCurvesNew = 0;
    let fitsAsked = 0;
    for (const ofObject of Map.groupBy(curves, (curve) => curve.object).values()) {
      const taken = takeObject(context, runId, ofObject, request.requestedBy);
      lightCurvesNew += taken.lightCurvesNew;
      fitsAsked += taken.fitsAsked;
      all.push(...taken.problems);
    }
    for (const problem of all) tellProblem(context, runId, problem);
    countRun(db, runId, { filesRead, lightCurvesNew, fitsAsked });
    if (fitsAsked === 0) finishRun(db, runId, context.change());
    const count = all.filter((problem) => problem.level === 'problem').length;
    return { runId, lightCurvesNew, fitsAsked, problems: count };
  })();
  context.log.info({ ...outcome, filesRead }, 'pulled');
  const { runId, lightCurvesNew, fitsAsked } = outcome;
  context.emit({ type: 'pulled', runId, filesRead, lightCurvesNew, fitsAsked });
  return outcome;
}
