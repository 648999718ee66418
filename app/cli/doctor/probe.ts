import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fitterPlace, type SlurmOptions } from '../../../pipeline/executors/slurm/options.ts';
import { clean, scancel } from '../../../pipeline/executors/slurm/queries.ts';
import { sbatch } from '../../../pipeline/executors/slurm/sbatch.ts';
import type { Remote } from '../../../pipeline/remote/remote.ts';
import type { Finding } from './finding.ts';
import { findingOf } from './finding.ts';
import type { FitClass } from './resourceClasses.ts';

/** What the job does: `$2` Python, `$3` the fitter, `$4` the models' files. One word a line, each only once it is known. */
const script = `#!/bin/sh
echo "node \${SLURMD_NODENAME:-$(hostname -s)}"
[ -x "$2" ] || { echo no-python; exit 1; }
cd "$3" || { echo no-fitter; exit 1; }
said=$("$2" -c 'import nmma, nautilus, nmma_fitter' 2>&1) || { printf '%s\\n' "$said" | tail -n 1; echo no-packages; exit 1; }
echo "temporary $(df -Pk "\${TMPDIR:-/tmp}" | tail -n 1 | awk '{print $4}')"
echo well
`;

/** A surrogate may unpack a little there. */
const leastTemporaryMB = 100;
/** So long it is waited for a node that is free, and then for the job, ms. */
const patience = { queueMs: 60_000, silentMs: 10_000, runMs: 180_000 };
const pauseMs = 1000;
const probed = 'A job on a compute node';

function judge(options: SlurmOptions, said: string): Finding | null {
  const { python, fitter } = fitterPlace(options);
  const node = /^node (\S+)$/m.exec(said)?.[1];
  const what = node === undefined ? probed : `${probed}, ${node}`;
  if (/^well$/m.test(said)) {
    const megabytes = Number(/^temporary (\d+)$/m.exec(said)?.[1]) / 1000;
    const room = Number.isFinite(megabytes) ? `; ${(megabytes / 1000).toFixed(1)} GB temporary space` : '';
    const found = { ok: true, what: `${what}: sees the work folder and the fitter${room}` };
    if (!(megabytes < leastTemporaryMB)) return found;
    return { ...found, isNote: true, todo: 'make room in its temporary folder' };
  }
  if (/^no-python$/m.test(said)) {
    return {
      ok: false,
      what,
      todo: `it does not see ${python}, or that points to a Python that it lacks: ./nmma deploy`,
    };
  }
  if (/^no-fitter$/m.test(said)) return { ok: false, what, todo: `it does not see ${fitter}: ./nmma deploy` };
  if (/^no-packages$/m.test(said)) {
    const why = said.split('\n').find((line) => line.includes('Error')) ?? 'the packages cannot be imported';
    return { ok: false, what, todo: `${python} does not work there (${why.trim()}): ./nmma deploy` };
  }
  return null;
}

/** The state of the probe's job and why it waits; '' when Slurm does not know it. */
async function stateOf(remote: Remote, id: number): Promise<{ state: string; reason: string }> {
  const words = [...clean, 'squeue', '--me', '--all', '-h', '-t', 'all', '-o', '%F|%T|%r'];
  const { stdout } = await remote.run(words);
  const row = stdout.split('\n').find((line) => line.startsWith(`${id}|`));
  const [, state = '', reason = ''] = row?.split('|') ?? [];
  return { state, reason };
}

interface Probe {
  remote: Remote;
  options: SlurmOptions;
  queueMs: number;
}

/** Slurm is done with the job, whose log does not say how it ended. */
function silent(options: SlurmOptions, state: string, said: string): Finding {
  const todo =
    said === ''
      ? `Slurm says ${state || 'nothing'}, and the job has not written to ${options.workFolder}: expected a folder that login and compute nodes share`
      : `Slurm says ${state}; its last words: ${said.trim().split('\n').at(-1)}`;
  return { ok: false, what: probed, todo };
}

/** What is found of a job that has had its time in the queue, or its time to run; null: it has not. */
function overdue(queueMs: number, state: string, reason: string, waitedMs: number): Finding | null {
  const seconds = Math.round(waitedMs / 1000);
  if (state === 'PENDING' && waitedMs > queueMs) {
    const why = `it waited in the queue for ${seconds} s (${reason})`;
    const words = `${probed}: ${why}, and was taken back: nothing is wrong, try again later`;
    return { ok: true, isNote: true, what: words };
  }
  if (waitedMs <= queueMs + patience.runMs) return null;
  return {
    ok: false,
    what: probed,
    todo: `it was not done after ${seconds} s: is the shared folder that slow?`,
  };
}

async function follow({ remote, options, queueMs }: Probe, id: number, log: string): Promise<Finding> {
  const began = Date.now();
  let endedMs: number | null = null;
  for (;;) {
    const { state, reason } = await stateOf(remote, id);
    const waitedMs = Date.now() - began;
    const said = (await remote.readFile(log))?.toString('utf8') ?? '';
    const found = judge(options, said);
    if (found !== null) return found;
    const isOpen = ['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING'].includes(state);
    endedMs = isOpen ? null : (endedMs ?? waitedMs);
    if (endedMs !== null && waitedMs - endedMs > patience.silentMs) return silent(options, state, said);
    const late = overdue(queueMs, state, reason, waitedMs);
    if (late !== null) {
      await scancel(remote, [String(id)]);
      return late;
    }
    await sleep(pauseMs);
  }
}

/**
 * A job that is submitted just as fits are, and sees what every fit needs to see. Nothing of it is left.
 * @param queueMs so long it may wait in the queue.
 */
export async function probe(
  remote: Remote,
  options: SlurmOptions,
  one: FitClass,
  queueMs = patience.queueMs,
): Promise<Finding> {
  const folder = `${options.workFolder}/doctor-${randomBytes(4).toString('hex')}`;
  const found = await findingOf(probed, async () => {
    const made = await remote.run(['mkdir', '-p', folder]);
    if (made.exitCode !== 0) return { ok: false, what: probed, todo: made.stderr.trim() };
    await remote.writeFile(`${folder}/run.sh`, script);
    const id = await sbatch(remote, one.command('nmma-doctor', folder));
    return follow({ remote, options, queueMs }, id, `${folder}/slurm-0.log`);
  });
  await remote.run(['rm', '-rf', '--', folder]).catch(() => {});
  return found;
}
