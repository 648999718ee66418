import { eventsBetween } from '../db/events.ts';
import { type FitRow, fitsAskedBetween } from '../db/fits.ts';
import { intakeProblemsOf } from '../db/intakeProblems.ts';
import { findObject, objectsFirstSeenBetween } from '../db/objects.ts';
import { addPost, hasSummary } from '../db/posts.ts';
import { newestPull, pullsBetween } from '../db/runs.ts';
import type { Context } from './context.ts';
import { fitNote } from './fitNote.ts';
import { kilonovaLikeness } from './kilonovaLikeness.ts';
import { asTyped } from './nearest.ts';
import type { PostContent } from './publisher.ts';
import { newestOfEachModel } from './report.ts';
import { UserInputError } from './service.ts';
import type { RankedObject } from './summaries.ts';
import { audiences, maySeeObject } from './visibility.ts';

type Summary = Extract<PostContent, { kind: 'daily-summary' }>;

const dayMs = 86_400_000;

/** The moments at which a UTC day begins and ends. @throws UserInputError for what is no date. */
export function dayBounds(date: string): { from: string; to: string } {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  const isDay = Number.isFinite(start) && new Date(start).toISOString().startsWith(date);
  if (!isDay) throw new UserInputError(`${asTyped(date)} is no date: expected such as 2026-11-24.`);
  return { from: new Date(start).toISOString(), to: new Date(start + dayMs).toISOString() };
}

/** An object by its best model; null when no fit of its newest light curve has a number. */
function rank(context: Context, fits: readonly FitRow[]): RankedObject | null {
  const newest = Math.max(...fits.map((fit) => fit.lightCurveId));
  const succeeded = newestOfEachModel(fits.filter((fit) => fit.lightCurveId === newest))
    .filter((fit) => fit.state === 'succeeded' && fit.lnZ !== null)
    .sort((a, b) => (b.lnZ ?? 0) - (a.lnZ ?? 0));
  const [first, second] = succeeded;
  if (!first || first.lnZ === null) return null;
  const note = fitNote(first, context.models.find(first.model) ?? null);
  return {
    object: first.object,
    bestKind: first.kind,
    bestModel: first.model,
    bestFitId: first.id,
    ...(note === undefined ? {} : { note }),
    lnZ: first.lnZ,
    deltaLnZ: second?.lnZ === null || second === undefined ? null : first.lnZ - second.lnZ,
  };
}

/** Objects with numbers among some fits, from most to least kilonova-like. */
export function ranking(context: Context, fits: readonly FitRow[]): RankedObject[] {
  return [...Map.groupBy(fits, (fit) => fit.objectId).values()]
    .map((ofObject) => ({ ranked: rank(context, ofObject), likeness: kilonovaLikeness(ofObject) }))
    .sort((a, b) => b.likeness - a.likeness || 0)
    .flatMap(({ ranked }) => ranked ?? []);
}

/** Of names of objects those that a channel may see. */
function visible(context: Context, channel: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    const object = findObject(context.db, name);
    return object !== undefined && maySeeObject(context, channel, object.id);
  });
}

/**
 * What happened on a UTC day (YYYY-MM-DD), as far as a channel may see it; null: all of it.
 * @throws UserInputError for what is no date.
 */
export function summaryOf(context: Context, date: string, channel: string | null): Summary {
  const { db } = context;
  const { from, to } = dayBounds(date);
  const asked = fitsAskedBetween(db, from, to);
  const ids = [...new Set(asked.map((fit) => fit.objectId))];
  const shown = new Set(ids.filter((id) => channel === null || maySeeObject(context, channel, id)));
  const fits = asked.filter((fit) => shown.has(fit.objectId));
  const named = (names: readonly string[]) =>
    channel === null ? [...names] : visible(context, channel, names);
  const fitsByState: Record<string, number> = {};
  for (const { state } of fits) fitsByState[state] = (fitsByState[state] ?? 0) + 1;
  const pull = newestPull(db);
  const met = pull === undefined ? [] : intakeProblemsOf(db, pull.id);
  const { pulls, lightCurvesNew } = pullsBetween(db, from, to);
  const muted = eventsBetween(db, from, to, 'not fitted').filter((event) => event.why === 'muted');
  return {
    kind: 'daily-summary',
    date,
    objects: new Set(fits.map((fit) => fit.objectId)).size,
    newObjects: named(objectsFirstSeenBetween(db, from, to)),
    lightCurvesNew,
    pulls,
    fitsByState,
    ranking: ranking(context, fits),
    mutedObjects: named([...new Set(muted.map((event) => event.subject.replace(/^object:/, '')))]),
    problems: met.filter((problem) => problem.level === 'problem').length,
  };
}

/** @see Pipeline.postDailySummary */
export function postDailySummary(context: Context, date: string): boolean {
  const { db } = context;
  return db.transaction(() => {
    const owed = audiences(context).filter(({ id }) => !hasSummary(db, date, id));
    const nothing = { runId: null, objectId: null, parentPostId: null, editsPostId: null };
    for (const { id: channel } of owed) {
      const content = JSON.stringify(summaryOf(context, date, channel));
      addPost(db, { ...nothing, kind: 'summary', channel, content }, context.change());
    }
    return owed.length > 0;
  })();
}
