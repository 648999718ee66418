import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Stage } from './lives.ts';
import { models } from './scene.ts';
import type { ShownMessage } from './workspace.ts';

/** What came of it all: one sentence each. */
export interface Count {
  lost: string[];
  doubled: string[];
  stuck: string[];
  /** What there was to lose. */
  seen: { objects: number; fits: number; jobs: number; messages: number; requests: number };
}

type Row = Record<string, string | number | null>;

/** Everything that occurs more than once. */
function repeated(keys: readonly string[]): string[] {
  return [...Map.groupBy(keys, (key) => key)].flatMap(([key, all]) => (all.length > 1 ? [key] : []));
}

const identity = z.object({
  installation: z.string(),
  post_id: z.number(),
  part: z.string().optional(),
});

function identityOf(message: ShownMessage): string | null {
  const parsed = identity.safeParse(message.metadata?.event_payload);
  if (!parsed.success) return null;
  const { installation, post_id: postId, part = 'message' } = parsed.data;
  return `post ${postId} of ${installation} (${part})`;
}

/** Reads the database and says what is open in it; empty: nothing is. */
export function openWork(path: string): string[] {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const fits = db
      .prepare<[], Row>(
        "SELECT id, state FROM fits WHERE state IN ('queued', 'submitted', 'running', 'lost')",
      )
      .all()
      .map(({ id, state }) => `fit ${id} is ${state}`);
    const posts = db
      .prepare<[], Row>("SELECT id, last_error FROM posts WHERE state = 'pending'")
      .all()
      .map(({ id, last_error: error }) => `post ${id} is owed (${error ?? 'not tried'})`);
    const runs = db
      .prepare<[], Row>("SELECT id FROM runs WHERE state = 'open'")
      .all()
      .map(({ id }) => `run ${id} is open`);
    return [...fits, ...posts, ...runs];
  } finally {
    db.close();
  }
}

/** Jobs whose result was computed more than once, by what their requests ask for. */
function jobsDoubled(journal: string): string[] {
  const ended = readFileSync(journal, 'utf8')
    .split('\n')
    .flatMap((line) => /^end 0 (.*)$/.exec(line)?.[1] ?? []);
  const asked = ended.flatMap((folder) => {
    const path = join(folder, 'request.json');
    if (!existsSync(path)) return [];
    const { object, model, lightCurve, settings } = JSON.parse(readFileSync(path, 'utf8'));
    return [`${object} ${model} ${lightCurve.sha256.slice(0, 8)} ${JSON.stringify(settings)}`];
  });
  return repeated(asked).map((words) => `doubled: computed twice: ${words}`);
}

function lostData(db: Database.Database, { work }: Stage): string[] {
  const objects = db.prepare<[string], Row>(
    `SELECT light_curves.id AS curve, detections FROM objects
     JOIN light_curves ON light_curves.id = current_light_curve_id WHERE name = ?`,
  );
  const fitted = db.prepare<[number], Row>(
    "SELECT DISTINCT model FROM fits WHERE light_curve_id = ? AND state = 'succeeded'",
  );
  return [...work.objects].flatMap(([name, jds]) => {
    const object = objects.get(name);
    if (object?.detections !== jds.length)
      return [`lost: ${name} has ${jds.length} detections, the database knows ${object?.detections}`];
    const done = fitted.all(Number(object.curve)).map(({ model }) => model);
    return models
      .filter((model) => !done.includes(model))
      .map((model) => `lost: ${name} was not fitted with ${model}`);
  });
}

function lostRequests(db: Database.Database, { work }: Stage): string[] {
  const known = db.prepare("SELECT 1 FROM fits WHERE json_extract(settings, '$.tmax') = ?");
  return work.promised
    .filter(({ tmax }) => known.get(tmax) === undefined)
    .map(({ object, tmax, life }) => `lost: the fit of ${object} (tmax ${tmax}) promised in life ${life}`);
}

/** Posts that count as sent and are not where they are said to be, or are another one's message. */
function lostPosts(db: Database.Database, messages: readonly ShownMessage[], channel: string): string[] {
  const byTs = new Map(messages.map((message) => [message.ts, message]));
  const sent = db
    .prepare<[], Row>(
      `SELECT id, slack_ts, object_id, (SELECT name FROM objects WHERE id = object_id) AS object FROM posts
       WHERE state = 'sent' AND edits_post_id IS NULL AND gone_at IS NULL`,
    )
    .all();
  const failed = db
    .prepare<[], Row>("SELECT id, last_error FROM posts WHERE state = 'failed'")
    .all()
    .map((post) => `lost: post ${post.id} was given up: ${post.last_error}`);
  const missing = sent.flatMap(({ id, slack_ts: ts, object }) => {
    const message = byTs.get(String(ts));
    if (!message) return [`lost: post ${id} counts as sent (${ts}) and is not in ${channel}`];
    const isAboutIt = object === null || JSON.stringify(message).includes(String(object));
    return isAboutIt ? [] : [`lost: post ${id} about ${object} counts as sent with the message of another`];
  });
  return [...failed, ...missing];
}

/** Objects without a message, or with more than one. */
function wrongMessages({ work }: Stage, top: readonly ShownMessage[]): string[] {
  return [...work.objects.keys()].flatMap((name) => {
    const own = top.filter((message) => message.bot && JSON.stringify(message).includes(name));
    if (own.length === 1) return [];
    return own.length === 0
      ? [`lost: no message about ${name}`]
      : [`doubled: ${own.length} messages about ${name} (${own.map(({ ts }) => ts).join(', ')})`];
  });
}

/** Counts what was lost and doubled. Call it when the app has ended. */
export async function count(stage: Stage): Promise<Count> {
  const { scene, work } = stage;
  const messages = await work.slack.messages();
  const top = messages.filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts);
  const db = new Database(join(scene.state, 'nmma.sqlite'), { readonly: true });
  try {
    const number = (sql: string) => Number(db.prepare(sql).pluck().get());
    const repeatedPosts = repeated(messages.flatMap((message) => identityOf(message) ?? []));
    const all = [
      ...stage.wrong,
      ...lostData(db, stage),
      ...lostRequests(db, stage),
      ...lostPosts(db, messages, scene.place.channel),
      ...wrongMessages(stage, top),
      ...repeatedPosts.map((words) => `doubled: ${words} stands twice in the channel`),
      ...jobsDoubled(scene.journal),
    ];
    const of = (kind: string) => all.filter((words) => words.startsWith(kind));
    return {
      lost: of('lost'),
      doubled: of('doubled'),
      stuck: all.filter((words) => !/^(lost|doubled)/.test(words)),
      seen: {
        objects: work.objects.size,
        fits: number('SELECT count(*) FROM fits'),
        jobs: readFileSync(scene.journal, 'utf8')
          .split('\n')
          .filter((line) => line.startsWith('start')).length,
        messages: messages.length,
        requests: work.promised.length,
      },
    };
  } finally {
    db.close();
  }
}
