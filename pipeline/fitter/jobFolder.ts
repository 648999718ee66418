import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FitRow } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import type { LightCurvePoint } from '../../db/types.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { sha256 } from '../shared/hash.ts';
import { jobFileNames, jobPaths } from '../shared/jobPaths.ts';
import { isoOfJd } from '../shared/time.ts';
import { priorPath } from './fitKey.ts';
import { requestSettings, storedSettings } from './fitSettings.ts';
import type { Contract, JobRequest } from './jobFiles.ts';
import type { Model } from './models.ts';
import { outburstBegins } from './outburst.ts';

/** A light curve in NMMA's own format: time, filter, magnitude, error; an error of `inf` marks a limit. */
export function nmmaLightCurve(points: readonly LightCurvePoint[]): string {
  const lines = points.map((point) => {
    const error = point.magnitudeError === null ? 'inf' : point.magnitudeError.toFixed(5);
    return `${isoOfJd(point.jd)} ${point.filter} ${point.magnitude.toFixed(5)} ${error}\n`;
  });
  return lines.join('');
}

/** As much of an installation's name as tells two of them apart on one cluster. */
const installationLetters = 8;

/** Name that a job goes by, everywhere: carries the installation, the fit's id and the attempt. */
export function jobName(installation: string, fitId: number, attempt: number): string {
  return `nmma-${installation.slice(0, installationLetters)}-f${fitId}-a${attempt}`;
}

/** Absolute path of a job's folder, its own for every attempt. */
export function jobFolder(stateDir: string, fitId: number, attempt: number): string {
  return join(stateDir, 'jobs', String(fitId), String(attempt));
}

function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
}

/**
 * Fills a job's folder: the light curve, the prior file and, last, request.json. A folder that is filled stays
 * as it is.
 * @throws ContractError when the request does not agree with its schema.
 */
export function prepareJobFolder(
  folder: string,
  job: {
    fit: Pick<FitRow, 'id' | 'object' | 'model' | 'kind' | 'settings'>;
    attempt: number;
    curve: Pick<LightCurveRow, 'points'>;
    model: Model;
    fitterDir: string;
    contract: Contract;
    timeLimitSeconds: number;
  },
): void {
  const paths = jobPaths(folder);
  if (existsSync(paths.request)) return;
  mkdirSync(folder, { recursive: true });
  const lightCurve = nmmaLightCurve(job.curve.points);
  const settings = storedSettings(job.model, job.fit.settings);
  const request: JobRequest = {
    schema_version: 1,
    fitId: job.fit.id,
    attempt: job.attempt,
    object: job.fit.object,
    model: job.fit.model,
    kind: job.fit.kind,
    lightCurve: { path: jobFileNames.lightCurve, sha256: sha256(lightCurve) },
    prior: {
      path: jobFileNames.prior,
      set: settings.priorSet,
      host: settings.host ?? undefined,
    },
    settings: {
      ...requestSettings(settings),
      triggerJd: settings.triggerJd ?? outburstBegins(job.curve.points, settings.tmax),
    },
    position: settings.position ?? undefined,
    timeLimitSeconds: job.timeLimitSeconds,
  };
  const text = `${JSON.stringify(request, null, 2)}\n`;
  job.contract.request(text);
  writeWhole(paths.lightCurve, lightCurve);
  faultPoint('light curve written');
  writeWhole(paths.prior, readFileSync(priorPath(job.fitterDir, job.model, settings.priorSet)));
  writeWhole(paths.request, text);
}
