import { join } from 'node:path';

/** The files in a job's folder: what the app and the fitter agreed on. */
export const jobFileNames = {
  /** What to fit; written last, so that a folder with it is whole. */
  request: 'request.json',
  /** The photometry, in NMMA's own format. */
  lightCurve: 'light_curve.dat',
  prior: 'model.prior',
  /** How far the fit is; replaced as it runs. */
  progress: 'progress.json',
  /** What was found. Where it is, the fit succeeded. */
  result: 'result.json',
  /** Why there is no result. */
  error: 'error.json',
  /** What the job printed. */
  log: 'log.txt',
} as const;

/** Absolute paths of the files in a job's folder. */
export type JobPaths = Readonly<Record<keyof typeof jobFileNames, string>>;

/** The files of the job in a folder. */
export function jobPaths(folder: string): JobPaths {
  const { request, lightCurve, prior, progress, result, error, log } = jobFileNames;
  const at = (name: string) => join(folder, name);
  return {
    request: at(request),
    lightCurve: at(lightCurve),
    prior: at(prior),
    progress: at(progress),
    result: at(result),
    error: at(error),
    log: at(log),
  };
}
