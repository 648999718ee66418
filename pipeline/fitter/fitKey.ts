import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../shared/hash.ts';
import type { FitSettings } from './fitSettings.ts';
import type { Model } from './models.ts';

/** A light curve with fewer detections than this cannot be fitted, whoever asks. */
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

/**
 * Two fits with the same key would give the same result of the same object, so the second is not run. The same photometry
 * under two names is two objects: each has its fits.
 */
export function fitKey(
  fitterDir: string,
  object: string,
  lightCurveSha256: string,
  model: Model,
  settings: FitSettings,
): string {
  const prior = sha256(readFileSync(priorPath(fitterDir, model, settings.priorSet)));
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(
    JSON.stringify([object, lightCurveSha256, model.name, sorted, prior, fitterVersion(fitterDir, model)]),
  );
}
