import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsFittedTo } from '../db/fits.ts';
import type { LightCurveRow } from '../db/lightCurves.ts';
import { muteOf } from '../db/mutes.ts';
import type { Db } from '../db/open.ts';
import { sha256 } from './hash.ts';
import type { Model } from './models.ts';
import type { FitSettings } from './settings.ts';

/** A light curve with fewer detections than this is kept, but not fitted by a pull. */
export const minDetections = 2;

/**
 * What the code that fits depends on: the version in pyproject.toml and the model's entry of models.yml.
 * @throws Error when pyproject.toml has no version.
 */
export function fitterVersion(fitterDir: string, model: Model): string {
  const path = join(fitterDir, 'pyproject.toml');
  const project = readFileSync(path, 'utf8')
    .split(/^\[project\]\s*$/m)[1]
    ?.split(/^\[/m)[0];
  const version = /^version\s*=\s*["']([^"']+)["']/m.exec(project ?? '')?.[1];
  if (version === undefined) throw new Error(`${path} has no version under [project].`);
  return `${version}+${sha256(model.entry).slice(0, 12)}`;
}

/** The prior file of a model in one of the two sets. */
export function priorPath(fitterDir: string, model: Model, priorSet: FitSettings['priorSet']): string {
  return join(fitterDir, 'priors', priorSet, model.prior);
}

/** Two fits with the same key would give the same result, so the second is not run. */
export function fitKey(
  fitterDir: string,
  lightCurveSha256: string,
  model: Model,
  settings: FitSettings,
): string {
  const prior = sha256(readFileSync(priorPath(fitterDir, model, settings.priorSet)));
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(
    JSON.stringify([lightCurveSha256, model.name, sorted, prior, fitterVersion(fitterDir, model)]),
  );
}

/** What a pull does with an object's newest light curve. */
export type PullPlan =
  | { decision: 'fit'; models: Model[] }
  | { decision: 'nothing-new' | 'muted' | 'too-few-detections'; models: [] };

/**
 * Which fits the newest light curve of an object deserves in a pull: one per model in play that it was never
 * fitted with, whatever came of it. A fit that failed is tried again only when somebody asks.
 */
export function planPull(db: Db, curve: LightCurveRow, inPlay: readonly Model[], at: string): PullPlan {
  const done = modelsFittedTo(db, curve.id);
  const models = inPlay.filter((model) => !done.has(model.name));
  if (models.length === 0) return { decision: 'nothing-new', models: [] };
  if (curve.detections < minDetections) return { decision: 'too-few-detections', models: [] };
  if (muteOf(db, curve.objectId, at)) return { decision: 'muted', models: [] };
  return { decision: 'fit', models };
}
