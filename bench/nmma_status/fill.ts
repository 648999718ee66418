import { createHash } from 'node:crypto';
import type { Db } from '../../db/open.ts';
import type { LightCurvePoint } from '../../db/types.ts';
import { commonSettings } from '../../pipeline/fitter/fitSettings.ts';

/** How much is put into the database. */
export interface Amounts {
  objects: number;
  fits: number;
  runs: number;
}

const models = [
  ['Me2017', 'KN'],
  ['TrPi2018', 'GRB'],
  ['Piro2021', 'SC'],
  ['Bu2019lm', 'KN'],
  ['v19-1998bw', 'SN'],
] as const;

const startMs = Date.parse('2024-11-24T00:00:00Z');
const stretchMs = 2 * 365 * 86_400_000 - 86_400_000;
const startJd = 2_460_638.5;
const pointsPerCurve = 40;

/** Repeatable numbers from 0 to 1. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A survey name for a number: ZTF24aaaaaaa, ZTF24aaaaaab… */
export function nameOf(index: number): string {
  let letters = '';
  for (let rest = index, i = 0; i < 7; i += 1, rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return `ZTF24${letters}`;
}

/** A light curve that fades, a night between two points. */
export function pointsFrom(firstJd: number, random: () => number): LightCurvePoint[] {
  return Array.from({ length: pointsPerCurve }, (_, i) => {
    const isLimit = i % 5 === 4;
    return {
      jd: firstJd + i * 0.4 + random() * 0.1,
      filter: ['ztfg', 'ztfr', 'ztfi'][i % 3] ?? 'ztfg',
      magnitude: isLimit ? 20.5 : 18 + i * 0.05 + random() * 0.1,
      magnitudeError: isLimit ? null : 0.1,
      isLimit,
      programId: 2,
    };
  });
}

function columnsOf(row: object): { names: string; values: string } {
  const names = Object.keys(row);
  return { names: names.join(', '), values: names.map((name) => `@${name}`).join(', ') };
}

/** Adds one row to a table. @returns its id. */
function add(db: Db, table: string, row: Record<string, string | number | null>): number {
  const { names, values } = columnsOf(row);
  return Number(db.prepare(`INSERT INTO ${table} (${names}) VALUES (${values})`).run(row).lastInsertRowid);
}

function addObjects(db: Db, amounts: Amounts, random: () => number, atOf: (share: number) => string) {
  return Array.from({ length: amounts.objects }, (_, index) => {
    const share = index / amounts.objects;
    const name = nameOf(index);
    const at = atOf(share);
    const id = add(db, 'objects', { name, first_seen_at: at });
    const points = pointsFrom(startJd + share * 720, random);
    const text = JSON.stringify(points);
    const curveId = add(db, 'light_curves', {
      object_id: id,
      sha256: sha256(text),
      points: text,
      detections: points.filter((point) => !point.isLimit).length,
      limits: points.filter((point) => point.isLimit).length,
      filters: '["ztfg","ztfi","ztfr"]',
      first_jd: points[0]?.jd ?? 0,
      last_jd: points.at(-1)?.jd ?? 0,
      source: 'directory',
      origin: `/candidates/lc_${name}.csv`,
      seen_at: at,
    });
    db.prepare('UPDATE objects SET current_light_curve_id = ? WHERE id = ?').run(curveId, id);
    add(db, 'events', { at, actor: 'app', subject: `object:${name}`, event: 'first seen' });
    add(db, 'events', { at, actor: 'app', subject: `object:${name}`, event: 'new light curve' });
    return { id, name, curveId };
  });
}

/** One fit that has ended, with its job and its lines in the log of events. */
function addEndedFit(
  db: Db,
  fit: {
    runId: number;
    object: { id: number; curveId: number };
    index: number;
    at: string;
    resultPath: string;
  },
  random: () => number,
): void {
  const { runId, object, index, at } = fit;
  const [model, kind] = models[index % models.length] ?? models[0];
  const isGood = random() < 0.94;
  const requestedBy = random() < 0.3 ? 'U0MANSI001' : null;
  const warnings = random() < 0.3 ? '[{"code":"prior-edge","text":"The posterior leans on an edge."}]' : '[]';
  const id = add(db, 'fits', {
    run_id: runId,
    object_id: object.id,
    light_curve_id: object.curveId,
    model,
    kind,
    settings: JSON.stringify({ ...commonSettings, livePoints: 400, priorSet: 'tuned', seed: index }),
    fit_key: sha256(`${object.curveId} ${model} ${index}`),
    state: isGood ? 'succeeded' : 'failed',
    reason: isGood ? null : 'crash',
    message: isGood ? null : 'The job ended with status 3 and left no result.',
    requested_by: requestedBy,
    ln_z: isGood ? -60 * random() - 5 : null,
    ln_z_error: isGood ? 0.1 : null,
    result_path: isGood ? fit.resultPath : null,
    warnings,
    attempts: 1,
    created_at: at,
    started_at: at,
    finished_at: at,
    seconds: 20 + 100 * random(),
  });
  const name = `nmma-f${id}-a1`;
  const folder = `/state/jobs/${id}/1`;
  add(db, 'jobs', {
    fit_id: id,
    attempt: 1,
    name,
    executor: 'local',
    folder,
    state: 'ended',
    created_at: at,
    ended_at: at,
  });
  const steps = ['queued', 'submitted', 'running', isGood ? 'succeeded' : 'failed'];
  steps.forEach((to, step) => {
    const from_state = steps[step - 1] ?? null;
    add(db, 'events', { at, actor: 'app', subject: `fit:${id}`, event: 'fit', from_state, to_state: to });
  });
  add(db, 'events', { at, actor: 'app', subject: `job:${name}`, event: 'job', to_state: 'ended' });
}

/** The messages of a run about an object: its first one, else an edit of it and a reply. */
function addPosts(
  db: Db,
  of: { runId: number; object: { id: number; name: string }; at: string; channel: string },
  first: number | null,
): number {
  const { runId, object, at, channel } = of;
  const content = (kind: string) => JSON.stringify({ kind, object: object.name, padding: 'x'.repeat(1500) });
  const common = {
    run_id: runId,
    object_id: object.id,
    channel,
    state: 'sent',
    attempts: 1,
    slack_channel: channel,
    slack_ts: `${Date.parse(at) / 1000}.000100`,
    created_at: at,
    sent_at: at,
  };
  if (first === null)
    return add(db, 'posts', { ...common, kind: 'object', content: content('object-report') });
  add(db, 'posts', {
    ...common,
    kind: 'thread',
    parent_post_id: first,
    content: content('refit-report'),
  });
  add(db, 'posts', { ...common, kind: 'object', edits_post_id: first, content: content('object-report') });
  return first;
}

/** Every other run is a pull, the rest are refits. */
function addRun(db: Db, run: number, at: string): number {
  const isPull = run % 2 === 0;
  return add(db, 'runs', {
    trigger: isPull ? 'schedule' : 'refit',
    requested_by: isPull ? null : 'U0MANSI001',
    state: 'done',
    started_at: at,
    finished_at: at,
    files_read: isPull ? 200 : 0,
    light_curves_new: isPull ? 5 : 0,
  });
}

function addMute(db: Db, { id, name }: { id: number; name: string }, at: string): void {
  const [actor, why] = ['U0IGOR0001', 'an AGN'];
  add(db, 'mutes', { object_id: id, muted_by: actor, reason: why, muted_at: at });
  add(db, 'events', { at, actor, subject: `object:${name}`, event: 'muted', why });
}

/**
 * Fills an empty database as two years of work would, everything ended.
 * @param channel id of the channel that everything was posted to. @param resultPath the result of every fit.
 * @returns the objects' names.
 */
export function fill(db: Db, amounts: Amounts, channel: string, resultPath: string): string[] {
  const random = dice(20261124);
  const atOf = (share: number) => new Date(startMs + share * stretchMs).toISOString();
  return db.transaction(() => {
    const objects = addObjects(db, amounts, random, atOf);
    const firstPosts = new Map<number, number>();
    let made = 0;
    for (let run = 0; run < amounts.runs; run += 1) {
      const at = atOf(run / amounts.runs);
      const runId = addRun(db, run, at);
      const until = Math.round(((run + 1) / amounts.runs) * amounts.fits);
      const fitted = new Map<number, { id: number; name: string }>();
      for (; made < until; made += 1) {
        // A run fits a few objects with every model; objects come round again.
        const object = objects[Math.floor(made / models.length) % objects.length];
        if (!object) continue;
        addEndedFit(db, { runId, object, index: made, at, resultPath }, random);
        fitted.set(object.id, object);
      }
      for (const object of fitted.values()) {
        add(db, 'reports', { run_id: runId, object_id: object.id, reported_at: at });
        const of = { runId, object, at, channel };
        firstPosts.set(object.id, addPosts(db, of, firstPosts.get(object.id) ?? null));
      }
    }
    for (const object of objects.slice(0, 30)) addMute(db, object, atOf(0.9));
    return objects.map(({ name }) => name);
  })();
}
