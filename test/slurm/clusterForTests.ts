import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { canHaveCluster, clusterFolder } from './clusterPlace.ts';

const command = join(import.meta.dirname, 'cluster');

/** Brings the cluster up before all tests, and takes it down after them. */
export default function setup(): (() => void) | undefined {
  const why = canHaveCluster();
  if (why !== null) {
    console.error(`No Slurm for the tests: ${why}`);
    return undefined;
  }
  execFileSync(command, ['up', clusterFolder], { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 });
  return () => {
    // The fitter's environment is forty thousand files: a slow disk takes minutes to remove them.
    execFileSync(command, ['down', clusterFolder], { stdio: 'inherit', timeout: 600_000 });
  };
}
