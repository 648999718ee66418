import { getObject } from '../../db/objects.ts';
import { addPost } from '../../db/posts.ts';
import type { StoredVerdict } from '../../db/verdicts.ts';
import { watchesThatMayConcern } from '../../db/watches.ts';
import type { PostContent } from '../api/posts.ts';
import type { Verdict } from '../api/verdict.ts';
import type { ChartFile, ObjectFacts } from '../api/views.ts';
import type { Watched } from '../api/watches.ts';
import type { Context } from '../core/context.ts';
import { passes, saysTheSame, scoreOf } from '../fits/objectVerdict.ts';
import { portalUrlOf } from '../fits/ranking.ts';
import { watchedOf } from '../objects/watches.ts';
import { watchIdentity } from './identity.ts';
import { surfacingScore } from './worth.ts';

/** A new verdict on an object, and what was said before. */
export interface NewVerdict {
  objectId: number;
  runId: number;
  verdict: Verdict;
  /** null: it is the first. */
  before: StoredVerdict | null;
  facts: ObjectFacts;
  bestFitId: number | null;
  lightCurveChart: ChartFile | null;
}

/** Whether a new verdict is news to who watches that. */
function isNews(context: Context, watched: Watched, { verdict, before }: NewVerdict): boolean {
  if ('kind' in watched) {
    const { kind, above } = watched;
    return passes(before && scoreOf(before, kind), scoreOf(verdict, kind), above);
  }
  if (before === null || !saysTheSame(before, verdict)) return true;
  return passes(
    before.kilonovaScore,
    verdict.kilonovaScore,
    surfacingScore(context, context.options.channel),
  );
}

/**
 * Owes a direct message to everybody who watches the object, or a score that it passes: one each, whatever they watch.
 * Who may not see the object gets nothing; that is asked when it is sent. Call it in the transaction of the verdict.
 */
export function tellWatchers(context: Context, news: NewVerdict): void {
  const { db } = context;
  const { objectId, runId, verdict, before, facts, bestFitId, lightCurveChart } = news;
  if (verdict.state === 'none') return;
  const byPerson = new Map<string, Watched[]>();
  for (const row of watchesThatMayConcern(db, objectId)) {
    const watched = watchedOf(row);
    if (watched === null || !isNews(context, watched, news)) continue;
    byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), watched]);
  }
  const object = getObject(db, objectId).name;
  for (const [person, because] of byPerson) {
    const content: PostContent = {
      kind: 'watch-notice',
      object,
      because,
      verdict,
      before: before && {
        state: before.state,
        kind: before.kind,
        strength: before.strength,
        probability: before.probability,
      },
      facts,
      bestFitId,
      lightCurveChart,
      portalUrl: portalUrlOf(context, object),
      postUrl: null,
    };
    const place = { runId, objectId, parentPostId: null, editsPostId: null, channel: person };
    const identity = watchIdentity(object, verdict);
    addPost(db, { ...place, kind: 'notice', content: JSON.stringify(content), identity }, context.change());
  }
}
