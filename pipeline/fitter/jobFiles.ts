import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { jobFileNames } from '../shared/jobPaths.ts';

/** request.json, as written for a job. */
export interface JobRequest {
  schema_version: 1;
  fitId: number;
  attempt: number;
  object: string;
  model: string;
  kind: string;
  lightCurve: { path: string; sha256: string };
  prior: { path: string; set: string; host?: Record<string, number> };
  settings: Record<string, unknown>;
  /** ICRS, degrees. */
  position?: { raDeg: number; decDeg: number };
  timeLimitSeconds?: number;
}

/** progress.json. */
export interface JobProgress {
  stage: 'starting' | 'sampling' | 'finishing';
  iteration: number;
  likelihoodCalls: number;
  lnZ: number | null;
  fraction: number;
  elapsedSeconds: number;
  remainingSeconds: number | null;
}

/** error.json. */
export interface JobError {
  reason: 'bad-data' | 'model-assets' | 'out-of-memory' | 'node' | 'crash' | 'bad-result' | 'timed-out';
  code: string;
  message: string;
  value?: string | null;
  traceback?: string | null;
}

/** How well a best fit describes the detections, in magnitudes. */
export interface FitQuality {
  /** Detections. */
  points: number;
  /** With the photometric errors alone. */
  chi2: number;
  chi2WithBudget: number;
  /** The constant of the settings, or the best fit's own where it was fitted. */
  errorBudget: number;
  /** What the best fit needs beside the photometric errors. */
  systematicError: number;
  /** The detection that is farthest off; residual: observed less model. */
  worst: { filter: string; jd: number; residual: number };
}

/** What this side reads of result.json; the schema has more. */
export interface JobResult {
  fitId: number;
  attempt: number;
  object: string;
  model: string;
  kind: string;
  lnZ: number;
  lnZError: number | null;
  /** false: the time limit ended it. Older fitters do not say. */
  isConverged?: boolean;
  trust?: {
    impossibleShare: number;
    milkyWayEbv: number | null;
    correction: { effectiveSamples: number; lnZShift: number } | null;
  };
  logLikelihoodMax: number;
  bestFit: Record<string, number>;
  likelihoodCalls: number;
  effectiveSampleSize: number;
  sampler: { name: string; livePoints: number; seed: number; seconds: number };
  versions: Record<string, string>;
  seconds: number;
  hashes: { lightCurve: string; request: string; prior: string };
  /** As in the request. */
  settings: Record<string, unknown>;
  triggerJd: number;
  posterior: {
    parameters: { name: string; label: string; unit?: string | null; minimum: number; maximum: number }[];
    samples: number[][];
  };
  lightCurve: {
    jd: number[];
    filters: Record<
      string,
      {
        best: (number | null)[];
        p05: (number | null)[];
        p50: (number | null)[];
        p95: (number | null)[];
        /** Older fitters have no inner band. */
        p16?: (number | null)[];
        p84?: (number | null)[];
      }
    >;
    /** Older fitters do not say. */
    band?: { samples: number; edgeError: number | null };
  };
  residuals: Record<string, { chi2: number; points: number }>;
  /** How well the best fit describes the detections. Older fitters do not say. */
  quality?: FitQuality;
  warnings: { code: string; text: string }[];
}

/** What does not agree with its schema, in one sentence. */
export class ContractError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ContractError';
  }
}

/** The files that this side and the fitter exchange, each checked against its schema in `fitter/schemas`. */
export class Contract {
  readonly #request: ValidateFunction<JobRequest>;
  readonly #progress: ValidateFunction<JobProgress>;
  readonly #error: ValidateFunction<JobError>;
  readonly #result: ValidateFunction<JobResult>;

  /** @param fitterDir the folder with `schemas/`. @throws Error when a schema is missing or wrong. */
  constructor(fitterDir: string) {
    const ajv = new Ajv2020({ allowUnionTypes: true });
    const compile = <T>(name: string): ValidateFunction<T> =>
      ajv.compile<T>(JSON.parse(readFileSync(join(fitterDir, 'schemas', `${name}.schema.json`), 'utf8')));
    this.#request = compile('request');
    this.#progress = compile('progress');
    this.#error = compile('error');
    this.#result = compile('result');
  }

  /** @throws ContractError. */
  request(text: string): JobRequest {
    return check(jobFileNames.request, text, this.#request);
  }

  /** @throws ContractError. */
  progress(text: string): JobProgress {
    return check(jobFileNames.progress, text, this.#progress);
  }

  /** @throws ContractError. */
  error(text: string): JobError {
    return check(jobFileNames.error, text, this.#error);
  }

  /** @throws ContractError. */
  result(text: string): JobResult {
    return check(jobFileNames.result, text, this.#result);
  }
}

function check<T>(file: string, text: string, validate: ValidateFunction<T>): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ContractError(`${file} is not valid JSON`);
  }
  if (validate(data)) return data;
  const [first] = validate.errors ?? [];
  const detail =
    first?.keyword === 'additionalProperties' ? ` (${String(first.params.additionalProperty)})` : '';
  throw new ContractError(`${file}${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}${detail}`);
}
