import { z } from 'zod';
import { fitCharts } from '../../db/fitCharts.ts';
import { fitsOfObject } from '../../db/fits.ts';
import { findObject, objectNames } from '../../db/objects.ts';
import type { Db } from '../../db/open.ts';
import { sentPosts } from '../../db/posts.ts';
import type { FitSummary } from '../../pipeline/api/views.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';

/** What the demo did: the last line of `--json`. */
export interface DemoReport {
  objects: string[];
  fits: Pick<FitSummary, 'object' | 'model' | 'kind' | 'state' | 'lnZ' | 'lnZError' | 'seconds'>[];
  fitsByState: Record<string, number>;
  /** `kind` as in PostContent; an edit of a message has that message's timestamp. */
  posts: { object: string | null; kind: string; channel: string; ts: string }[];
  /** Absolute paths of PNGs. */
  charts: string[];
  problems: { file: string; line: number | null; reason: string }[];
  page: string;
  seconds: number;
}

const contentSchema = z.object({ kind: z.string(), object: z.string().optional() });

/** Everything that stands in the state folder now. */
export function demoReport(db: Db, pipeline: Pipeline, page: string, seconds: number): DemoReport {
  const objects = objectNames(db);
  const fits = objects
    .flatMap((name) => pipeline.objectStatus(name).fits)
    .map(({ object, model, kind, state, lnZ, lnZError, seconds }) => ({
      object,
      model,
      kind,
      state,
      lnZ,
      lnZError,
      seconds,
    }));
  const fitsByState: Record<string, number> = {};
  for (const { state } of fits) fitsByState[state] = (fitsByState[state] ?? 0) + 1;
  const charts = objects.flatMap((name) => {
    const object = findObject(db, name);
    const rows = object ? fitsOfObject(db, object.id) : [];
    return rows.flatMap((fit) => fitCharts(db, fit.id).map(({ path }) => path));
  });
  const posts = sentPosts(db).map((post) => {
    const content = contentSchema.parse(JSON.parse(post.content));
    return {
      object: content.object ?? null,
      kind: content.kind,
      channel: post.slackChannel ?? post.channel,
      ts: post.slackTs ?? '',
    };
  });
  const problems = pipeline.status().problems.map(({ file, line, reason }) => ({ file, line, reason }));
  return { objects, fits, fitsByState, posts, charts: [...new Set(charts)], problems, page, seconds };
}

/** true when every fit that was asked for succeeded, and there was at least one. */
export function isSuccess(report: DemoReport): boolean {
  return report.fits.length > 0 && report.fits.every((fit) => fit.state === 'succeeded');
}
