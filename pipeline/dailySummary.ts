import { type FitRow, fitsAskedBetween } from '../db/fits.ts';
import { intakeProblemsOf } from '../db/intakeProblems.ts';
import { addPost, hasSummary } from '../db/posts.ts';
import { newestPull } from '../db/runs.ts';
import type { Context } from './context.ts';
import { fitNote } from './fitNote.ts';
import type { PostContent } from './publisher.ts';
import { newestOfEachModel } from './report.ts';
import { audiences, maySeeObject } from './visibility.ts';

type Summary = Extract<PostContent, { kind: 'daily-summary' }>;
type Ranked = Summary['ranking'][number];

const dayMs = 86_400_000;

/** An object's place in the ranking: Δ ln Z of its best kilonova model against its best other. */
function kilonovaLikeness(fits: readonly FitRow[]): number {
  const best = (isWanted: (fit: FitRow) => boolean) =>
    Math.max(...fits.filter(isWanted).map((fit) => fit.lnZ ?? Number.NEGATIVE_INFINITY));
  const kilonova = best((fit) => fit.kind === 'KN');
  const other = best((fit) => fit.kind !== 'KN');
  if (kilonova === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return other === Number.NEGATIVE_INFINITY ? 0 : kilonova - other;
}

function rank(context: Context, fits: readonly FitRow[]): Ranked | null {
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
    ...(note === undefined ? {} : { note }),
    lnZ: first.lnZ,
    deltaLnZ: second?.lnZ === null || second === undefined ? null : first.lnZ - second.lnZ,
  };
}

/** What happened on a UTC day (YYYY-MM-DD), the most kilonova-like objects first. */
function summaryOf(context: Context, date: string, channel: string): Summary {
  const from = Date.parse(`${date}T00:00:00.000Z`);
  const asked = fitsAskedBetween(
    context.db,
    new Date(from).toISOString(),
    new Date(from + dayMs).toISOString(),
  );
  const objects = [...new Set(asked.map((fit) => fit.objectId))];
  const shown = new Set(objects.filter((id) => maySeeObject(context, channel, id)));
  const fits = asked.filter((fit) => shown.has(fit.objectId));
  const fitsByState: Record<string, number> = {};
  for (const { state } of fits) fitsByState[state] = (fitsByState[state] ?? 0) + 1;
  const byObject = Map.groupBy(fits, (fit) => fit.objectId);
  const ranking = [...byObject.values()]
    .sort((a, b) => kilonovaLikeness(b) - kilonovaLikeness(a))
    .flatMap((ofObject) => rank(context, ofObject) ?? []);
  const pull = newestPull(context.db);
  const met = pull === undefined ? [] : intakeProblemsOf(context.db, pull);
  const problems = met.filter((problem) => problem.level === 'problem').length;
  return { kind: 'daily-summary', date, objects: byObject.size, fitsByState, ranking, problems };
}

/** @see Pipeline.postDailySummary */
export function postDailySummary(context: Context, date: string): boolean {
  const { db } = context;
  return db.transaction(() => {
    const owed = audiences(context).filter(({ id }) => !hasSummary(db, date, id));
    for (const { id: channel } of owed) {
      const content = JSON.stringify(summaryOf(context, date, channel));
      addPost(
        db,
        {
          kind: 'summary',
          runId: null,
          objectId: null,
          parentPostId: null,
          editsPostId: null,
          channel,
          content,
        },
        context.change(),
      );
    }
    return owed.length > 0;
  })();
}
