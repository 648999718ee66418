import { eventsBetween } from '../../db/events.ts';
import { type FitRow, fitsAskedBetween } from '../../db/fits.ts';
import { intakeProblemsOf } from '../../db/intakeProblems.ts';
import { findObject, objectsFirstSeenBetween } from '../../db/objects.ts';
import { addPost, hasSummary } from '../../db/posts.ts';
import { newestPull, pullsBetween } from '../../db/runs.ts';
import type { Opinion } from '../api/opinions.ts';
import type { PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { ranking, visible } from '../fits/ranking.ts';
import { notPosted } from '../objects/notPosted.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { audiences, maySeeObject, seesAll } from '../objects/visibility.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { dayBounds } from '../shared/time.ts';
import { summaryIdentity } from './identity.ts';

type Summary = Extract<PostContent, { kind: 'daily-summary' }>;

/** Fits that found nothing, where the same model of the object has no number from that day. */
function failedFits(fits: readonly FitRow[]): Summary['failed'] {
  const nameOf = ({ object, model }: FitRow) => `${object} ${model}`;
  const done = new Set(fits.filter((fit) => fit.state === 'succeeded').map(nameOf));
  const failed = fits.filter(
    (fit) => (fit.state === 'failed' || fit.state === 'timed-out') && !done.has(nameOf(fit)),
  );
  const newest = new Map(failed.map((fit) => [nameOf(fit), fit]));
  return [...newest.values()].map(({ object, model, kind, message }) => ({ object, model, kind, message }));
}

/** What people say now of objects, each once, in the order of the names. */
function opinionsFor(context: Context, names: readonly string[]): Opinion[] {
  return [...new Set(names)].flatMap((name) => {
    const object = findObject(context.db, name);
    return object ? opinionsNow(context, object.id) : [];
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
  // A number of what a channel may not name would tell of it too.
  const isForAll = channel === null || seesAll(context, channel);
  const curves = () =>
    eventsBetween(db, from, to, 'new light curve').map(({ subject }) => subject.replace(/^object:/, ''));
  const problems = met.filter(
    ({ level, objectId }) =>
      level === 'problem' && (isForAll || (objectId !== null && maySeeObject(context, channel, objectId))),
  );
  const said = eventsBetween(db, from, to, 'opinion');
  const muted = eventsBetween(db, from, to, 'not fitted').filter((event) => event.why === 'muted');
  const ranked = ranking(context, fits, channel);
  return {
    kind: 'daily-summary',
    date,
    objects: new Set(fits.map((fit) => fit.objectId)).size,
    newObjects: named(objectsFirstSeenBetween(db, from, to)),
    lightCurvesNew: isForAll ? lightCurvesNew : visible(context, channel, curves()).length,
    pulls,
    fitsByState,
    ranking: ranked,
    opinions: opinionsFor(context, [
      ...ranked.map((one) => one.object),
      ...named(said.map(({ subject }) => subject.replace(/^object:/, ''))),
    ]),
    mutedObjects: named([...new Set(muted.map((event) => event.subject.replace(/^object:/, '')))]),
    notPosted: notPosted(context, channel),
    problems: problems.length,
    failed: failedFits(fits),
    needsPerson: context.incidents.list(),
  };
}

/** @see Pipeline.postDailySummary */
export function postDailySummary(context: Context, date: string): boolean {
  const { db } = context;
  const isNew = db.transaction(() => {
    const owed = audiences(context).filter(({ id }) => !hasSummary(db, date, id));
    const nothing = { runId: null, objectId: null, parentPostId: null, editsPostId: null };
    for (const { id: channel } of owed) {
      const content = JSON.stringify(summaryOf(context, date, channel));
      const identity = summaryIdentity(date);
      addPost(db, { ...nothing, kind: 'summary', channel, content, identity }, context.change());
    }
    return owed.length > 0;
  })();
  faultPoint('summary owed');
  return isNew;
}
