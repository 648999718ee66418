import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FitRow } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import { settingsFor } from '../../pipeline/fitter/fitSettings.ts';
import { Contract } from '../../pipeline/fitter/jobFiles.ts';
import { prepareJobFolder } from '../../pipeline/fitter/jobFolder.ts';
import { loadModels, type Model } from '../../pipeline/fitter/models.ts';
import { sha256 } from '../../pipeline/shared/hash.ts';
import { fitterDir, scratchFolder } from './scratch.ts';

function kilonova(): Model {
  const model = loadModels(fitterDir).find(({ kind }) => kind === 'KN');
  if (!model) throw new Error('There is no kilonova model.');
  return model;
}

const model = kilonova();

const fit: FitRow = {
  id: 7,
  runId: 1,
  objectId: 1,
  object: 'ZTF22aawacjw',
  lightCurveId: 1,
  model: model.name,
  kind: model.kind,
  settings: JSON.stringify(settingsFor(model)),
  fitKey: 'key',
  state: 'queued',
  reason: null,
  message: null,
  requestedBy: null,
  reusedFitId: null,
  lnZ: null,
  lnZError: null,
  resultPath: null,
  warnings: [],
  attempts: 2,
  lostCount: 0,
  doubled: null,
  createdAt: '2026-11-23T12:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  seconds: null,
  quality: null,
};

const curve: LightCurveRow = {
  id: 1,
  objectId: 1,
  sha256: 'a'.repeat(64),
  points: [2459786.5, 2459787.5].map((jd) => ({
    jd,
    filter: 'ztfg',
    magnitude: 18,
    magnitudeError: 0.1,
    isLimit: false,
    programId: null,
  })),
  detections: 2,
  limits: 0,
  filters: ['ztfg'],
  leftOut: [],
  firstJd: 2459786.5,
  lastJd: 2459787.5,
  programs: [null],
  exactDuplicates: 0,
  nearDuplicates: 0,
  fileSha256: null,
  source: 'directory',
  origin: '/candidates/a.csv',
  seenAt: '2026-11-23T12:00:00.000Z',
};

/** The second attempt at the seventh fit. */
export const exampleJob = {
  fit,
  attempt: 2,
  curve,
  model,
  fitterDir,
  contract: new Contract(fitterDir),
  timeLimitSeconds: 60,
};

/** A folder filled for {@link exampleJob}. */
export function exampleFolder(): string {
  const folder = join(scratchFolder(), 'job');
  prepareJobFolder(folder, exampleJob);
  return folder;
}

/** A result that answers a folder's request. */
export function exampleResult(folder: string) {
  const requestText = readFileSync(join(folder, 'request.json'), 'utf8');
  const { fitId, attempt, object, model, kind, lightCurve, prior, settings } =
    exampleJob.contract.request(requestText);
  const magnitudes: (number | null)[] = [18, null];
  return {
    schema_version: 1,
    fitId,
    attempt,
    object,
    model,
    kind,
    lnZ: -20,
    lnZError: 0.1,
    logLikelihoodMax: -12,
    bestFit: { log10_mej: -2 },
    likelihoodCalls: 1000,
    effectiveSampleSize: 200,
    sampler: { name: 'none', livePoints: 100, seed: 1, seconds: 1 },
    seconds: 2,
    versions: { fitter: 'none' },
    hashes: {
      lightCurve: lightCurve.sha256,
      request: sha256(requestText),
      prior: sha256(readFileSync(join(folder, prior.path))),
    },
    priorSet: prior.set,
    settings,
    triggerJd: 2459786.5,
    posterior: {
      parameters: [{ name: 'log10_mej', label: 'log₁₀ M_ej', minimum: -3, maximum: -1 }],
      samples: [[-2], [-2.1]],
    },
    lightCurve: {
      jd: [2459786.5, 2459787.5],
      filters: { ztfg: { best: magnitudes, p05: magnitudes, p50: magnitudes, p95: magnitudes } },
    },
    residuals: { ztfg: { chi2: 2, points: 2 } },
    warnings: [{ code: 'prior-edge', text: 'At the edge.' }],
  };
}
