import { availableParallelism } from 'node:os';
import { LocalExecutor } from '../pipeline/executors/local.ts';
import { inRoot } from './paths.ts';
import { startWarmFitter } from './warmFitter.ts';

/**
 * Fits as processes of this machine, which a warm fitter makes start at once.
 * @param python the fitter's. @param cores how many at once; null: one per core.
 */
export function localExecutor(python: string, cores: number | null): LocalExecutor {
  const environment = { PYTHONPATH: inRoot('fitter') };
  return new LocalExecutor({
    command: [python, '-m', 'nmma_fitter', 'run'],
    cores: cores ?? availableParallelism(),
    env: { ...environment, ...startWarmFitter(python, environment) },
  });
}
