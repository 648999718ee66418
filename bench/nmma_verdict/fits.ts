import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fitKey, minDetections } from '../../pipeline/fitter/fitKey.ts';
import { type FitSettingsOverride, settingsFor } from '../../pipeline/fitter/fitSettings.ts';
import { Contract, ContractError, type FitQuality } from '../../pipeline/fitter/jobFiles.ts';
import { prepareJobFolder } from '../../pipeline/fitter/jobFolder.ts';
import type { Model } from '../../pipeline/fitter/models.ts';
import type { Labelled } from './labelled.ts';

/** One fit of one light curve, and what came of it. */
export interface Row {
  label: string;
  object: string;
  model: string;
  kind: string;
  lnZ: number | null;
  lnZError: number | null;
  /** false: its time limit ended it, and ln Z is what there was. */
  isConverged: boolean;
  quality: FitQuality | null;
  bestFit: Record<string, number> | null;
  warnings: { code: string; text: string }[];
  /** Of the whole job. */
  seconds: number | null;
  /** Why there is no ln Z. */
  failure: string | null;
}

/** How fits are run here. */
export interface FitOptions {
  fitterDir: string;
  /** Where fits are kept, by a hash of everything that they depend on. */
  cache: string;
  python: string;
  environment: Record<string, string>;
  timeLimitSeconds: number;
  settings: FitSettingsOverride;
}

/** A fit that its time limit ended is made again when it may take this much longer. */
const worthAnother = 1.5;

/** Where a fit is kept; null for a light curve that cannot be fitted. */
function folderOf(curve: Labelled, model: Model, { cache, fitterDir, settings }: FitOptions): string | null {
  if (curve.points.filter((point) => !point.isLimit).length < minDetections) return null;
  return join(cache, fitKey(fitterDir, curve.object, curve.sha256, model, settingsFor(model, settings)));
}

function aboutFit(curve: Labelled, model: Model) {
  return { label: curve.label, object: curve.object, model: model.name, kind: model.kind };
}

/** The fit that is there; null when there is none. */
export function keptFit(
  curve: Labelled,
  model: Model,
  options: FitOptions,
): { row: Row; isNew: false } | null {
  const folder = folderOf(curve, model, options);
  const kept = folder === null ? null : readRow(folder, new Contract(options.fitterDir));
  return kept && { row: { ...aboutFit(curve, model), ...kept.row }, isNew: false };
}

/** Fits a light curve with a model, or takes the fit that is there; `isNew` is false then. */
export async function fitOnce(
  curve: Labelled,
  model: Model,
  options: FitOptions,
): Promise<{ row: Row; isNew: boolean }> {
  const { fitterDir, timeLimitSeconds } = options;
  const about = aboutFit(curve, model);
  const folder = folderOf(curve, model, options);
  if (folder === null) return { row: { ...about, ...nothing('too few detections', null) }, isNew: false };
  const contract = new Contract(fitterDir);
  const kept = readRow(folder, contract);
  if (kept && (!kept.isLimited || kept.limit * worthAnother > timeLimitSeconds)) {
    return { row: { ...about, ...kept.row }, isNew: false };
  }
  rmSync(folder, { recursive: true, force: true });
  const settings = JSON.stringify(settingsFor(model, options.settings));
  prepareJobFolder(folder, {
    fit: { id: 1, object: curve.object, model: model.name, kind: model.kind, settings },
    attempt: 1,
    curve,
    model,
    fitterDir,
    contract,
    timeLimitSeconds,
  });
  await run(folder, options);
  const found = readRow(folder, contract);
  return { row: { ...about, ...(found?.row ?? nothing('the job left no result', null)) }, isNew: true };
}

function nothing(failure: string, seconds: number | null) {
  const none = { lnZ: null, lnZError: null, isConverged: false, quality: null, bestFit: null, warnings: [] };
  return { ...none, seconds, failure };
}

/** What a job's folder holds; null where it is empty or its job was cut off. */
function readRow(
  folder: string,
  contract: Contract,
): { row: Omit<Row, 'label' | 'object' | 'model' | 'kind'>; isLimited: boolean; limit: number } | null {
  const path = (name: string) => join(folder, `${name}.json`);
  try {
    if (existsSync(path('result'))) {
      const result = contract.result(readFileSync(path('result'), 'utf8'));
      const { lnZ, lnZError, isConverged = true, quality = null, bestFit, warnings, seconds } = result;
      const row = { lnZ, lnZError, isConverged, quality, bestFit, warnings, seconds, failure: null };
      return { row, isLimited: !isConverged, limit: limitOf(path('request'), contract) };
    }
    if (existsSync(path('error'))) {
      const error = contract.error(readFileSync(path('error'), 'utf8'));
      const row = nothing(`${error.reason}: ${error.message}`, null);
      return { row, isLimited: error.reason === 'timed-out', limit: limitOf(path('request'), contract) };
    }
  } catch (error) {
    // Of another version: it is made again.
    if (!(error instanceof ContractError)) throw error;
  }
  return null;
}

function limitOf(path: string, contract: Contract): number {
  return contract.request(readFileSync(path, 'utf8')).timeLimitSeconds ?? Number.POSITIVE_INFINITY;
}

/** Runs the job of a folder, and waits for its end; what it left there says how it went. */
function run(folder: string, { python, environment, timeLimitSeconds }: FitOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-m', 'nmma_fitter', 'run', folder], {
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    // The fitter keeps its limit by itself; what hangs all the same is ended.
    const end = setTimeout(() => child.kill('SIGKILL'), (2 * timeLimitSeconds + 60) * 1000);
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(end);
      resolve();
    });
  });
}
