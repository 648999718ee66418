// `bench/slurm`: a thousand tiny jobs through our executor, and through a plain loop of one `sbatch` and one
// `squeue -j` per job, one after the other on the same cluster (`test/slurm/cluster up`) over the same kind of connection.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterRemote, readClusterFile } from '../../app/executors.ts';
import { slurmTable } from '../tables.ts';
import { type Measured, ourWay } from './ours.ts';
import { plainWay } from './plain.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '1000' },
    cluster: { type: 'string', default: '/tmp/nmma-slurm/executor.yml' },
  },
});
const jobs = Number(values.jobs);
if (!Number.isInteger(jobs) || jobs < 1)
  throw new Error(`--jobs is “${values.jobs}”: expected a whole number.`);

const options = readClusterFile(values.cluster);
const remote = clusterRemote(options);
const folder = mkdtempSync(join(tmpdir(), 'nmma-bench-slurm-'));

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Seconds from a job's end to its result being in the database: in the middle, and for 99 of 100. */
function lateness(measured: Measured): { median: number; p99: number } {
  const sorted = measured.lateSeconds.toSorted((a, b) => a - b);
  return { median: share(sorted, 0.5), p99: share(sorted, 0.99) };
}

try {
  const ours = await ourWay(remote, options, jobs, folder);
  const plain = await plainWay(remote, options, jobs);
  const rows = [
    ['ours', ours, lateness(ours)],
    ['a plain loop', plain, lateness(plain)],
  ] as const;
  const results = rows.map(([name, { lateSeconds: _, ...measured }, late]) => ({
    name,
    jobs,
    ...measured,
    ...late,
  }));
  console.log(slurmTable(results));
  writeFileSync(
    join(import.meta.dirname, '..', 'results', 'slurm.json'),
    `${JSON.stringify(results, null, 1)}\n`,
  );
} finally {
  await remote.close();
  rmSync(folder, { recursive: true, force: true });
}
