import { availableParallelism } from 'node:os';
import { LocalExecutor } from '../pipeline/executors/local.ts';
import { inRoot } from './paths.ts';

/**
 * Fits as processes of this machine.
 * @param python the fitter's. @param cores how many at once; null: one per core.
 */
export function localExecutor(python: string, cores: number | null): LocalExecutor {
  return new LocalExecutor({
    command: [python, '-m', 'nmma_fitter', 'run'],
    cores: cores ?? availableParallelism(),
    env: { PYTHONPATH: inRoot('fitter') },
  });
}
