import { existsSync } from 'node:fs';
import { UsageError } from './config/usageError.ts';
import { inRoot } from './paths.ts';

/** The fitter's Python: what the `nmma` script says, else the environment in `fitter/`. */
export function pythonPath(): string {
  return process.env.NMMA_PYTHON ?? inRoot('.nmma', 'fitter', 'bin', 'python');
}

/** The same, when it is there. @throws UsageError that says what to do. */
export function requirePython(): string {
  const path = pythonPath();
  if (!existsSync(path)) {
    throw new UsageError(
      `The fitter’s Python is missing (${path}): start the program as ./nmma, which installs it, or set NMMA_PYTHON.`,
    );
  }
  return path;
}
