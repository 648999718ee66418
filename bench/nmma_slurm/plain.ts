import { setTimeout as sleep } from 'node:timers/promises';
import type { SlurmOptions } from '../../pipeline/executors/slurm/options.ts';
import type { Remote } from '../../pipeline/remote/remote.ts';
import { counting, type Measured } from './ours.ts';

/** What cron scripts do: one `sbatch` per job, then one `squeue -j` per job again and again. */
export async function plainWay(remote: Remote, options: SlurmOptions, jobs: number): Promise<Measured> {
  const counted = counting(remote);
  const folder = `${options.workFolder}/plain-${process.pid}`;
  await remote.run(['mkdir', '-p', folder]);
  await remote.writeFile(`${folder}/job.sh`, '#!/bin/sh\ndate +%s.%N > "$1"\n');
  const started = performance.now();
  const open = new Map<string, string>();
  for (let i = 0; i < jobs; i += 1) {
    const result = `${folder}/${i}.result`;
    const { stdout, stderr } = await counted.run([
      'sbatch',
      '--parsable',
      '--time=2',
      `--output=/dev/null`,
      `${folder}/job.sh`,
      result,
    ]);
    const id = stdout.trim();
    if (!/^\d+$/.test(id)) throw new Error(`sbatch: ${stderr}`);
    open.set(id, result);
  }
  const submitSeconds = (performance.now() - started) / 1000;
  const lateSeconds: number[] = [];
  while (open.size > 0) {
    for (const [id, path] of open) {
      const { stdout } = await counted.run(['squeue', '-h', '-t', 'all', '-j', id, '-o', '%T']);
      if (!/COMPLETED|^$/.test(stdout.trim())) continue;
      const result = await counted.readFile(path);
      if (result === null) continue;
      lateSeconds.push(Date.now() / 1000 - Number(result.toString('utf8')));
      open.delete(id);
    }
    await sleep(1000);
  }
  return {
    submitSeconds,
    commands: counted.slurmCalls,
    lateSeconds,
    wholeSeconds: (performance.now() - started) / 1000,
  };
}
