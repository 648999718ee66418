import { fitterPlace, type SlurmOptions } from '../../pipeline/executors/slurm/options.ts';
import type { CommandResult, Remote } from '../../pipeline/remote/remote.ts';
import type { Config } from '../config.ts';
import { clusterRemote } from '../executor.ts';
import { redact } from '../secrets.ts';
import type { Finding } from './doctor.ts';

/** A fit writes about a megabyte; a night of them with their environment needs this much. */
const leastFreeGB = 5;

/** One look: a command there, and what its answer means. A machine that does not answer is a finding too. */
async function look(
  remote: Remote,
  what: string,
  command: readonly string[],
  judge: (result: CommandResult) => Finding,
  timeoutMs = 30_000,
): Promise<Finding> {
  try {
    return judge(await remote.run(command, { timeoutMs }));
  } catch (error) {
    return { ok: false, what, todo: redact(error instanceof Error ? error.message : String(error)) };
  }
}

function lastLine(result: CommandResult): string {
  return (result.stderr || result.stdout).trim().split('\n').at(-1) ?? '';
}

function checks(options: SlurmOptions, remote: Remote): (() => Promise<Finding>)[] {
  const { workFolder, resources } = options;
  const { python, fitter } = fitterPlace(options);
  return [
    () =>
      look(remote, 'Slurm', ['sinfo', '-V'], (result) =>
        result.exitCode === 0
          ? { ok: true, what: `${result.stdout.trim()} on ${remote.description}` }
          : { ok: false, what: 'Slurm', todo: `sinfo does not work there: ${lastLine(result)}` },
      ),
    () =>
      look(remote, 'Partitions', ['sinfo', '-h', '-o', '%R|%a|%l|%D|%c|%m'], (result) => {
        const rows = result.stdout
          .trim()
          .split('\n')
          .map((row) => row.split('|'));
        const names = rows.map(([name = '']) => name);
        const what = `Partitions: ${rows.map(([name, state, limit, nodes]) => `${name} (${state}, ${nodes} nodes, up to ${limit})`).join('; ')}`;
        const wanted = resources.partition;
        if (result.exitCode !== 0) return { ok: false, what: 'Partitions', todo: lastLine(result) };
        if (wanted === undefined || names.includes(wanted)) return { ok: true, what };
        return { ok: false, what, todo: `executor.resources.partition is ${wanted}: expected one of these` };
      }),
    () =>
      look(
        remote,
        'Accounting',
        ['sh', '-c', 'sacctmgr -nP show assoc user="$(id -un)" format=account,maxsubmitjobs'],
        (result) => {
          const accounts = result.stdout.trim().split('\n').filter(Boolean);
          if (/disabled|not running/i.test(result.stderr)) {
            const what = 'Accounting: none; what became of a job is known while Slurm remembers it';
            return { ok: true, isNote: true, what };
          }
          if (result.exitCode !== 0) return { ok: false, what: 'Accounting', todo: lastLine(result) };
          const names = accounts.map((row) => row.split('|')[0] ?? '');
          const wanted = resources.account;
          const what = `Accounts: ${names.join(', ') || 'none'}`;
          if (wanted === undefined || names.includes(wanted)) return { ok: true, what };
          return { ok: false, what, todo: `executor.resources.account is ${wanted}: expected one of these` };
        },
      ),
    () =>
      look(
        remote,
        'Work folder',
        ['sh', '-c', 'mkdir -p "$1" && touch "$1/.nmma" && df -Pk "$1" | tail -1', 'df', workFolder],
        (result) => {
          const free = Number(result.stdout.trim().split(/\s+/)[3]) / 1e6;
          const what = `Work folder ${workFolder}: ${free.toFixed(0)} GB free`;
          if (result.exitCode !== 0) {
            return { ok: false, what: `Work folder ${workFolder}`, todo: lastLine(result) };
          }
          return free >= leastFreeGB ? { ok: true, what } : { ok: false, what, todo: 'make room there' };
        },
      ),
    () =>
      look(
        remote,
        'The fitter there',
        ['sh', '-c', 'test -d "$1" && "$2" -c "import nmma, nautilus"', 'x', fitter, python],
        (result) =>
          result.exitCode === 0
            ? { ok: true, what: `The fitter there: ${fitter}, ${python}` }
            : {
                ok: false,
                what: `The fitter there: ${fitter}, ${python}`,
                todo: './nmma deploy puts it there',
              },
        90_000,
      ),
  ];
}

/** A job of a minute that sees what every fit needs to see. */
async function probe(options: SlurmOptions, remote: Remote): Promise<Finding> {
  const { python } = fitterPlace(options);
  const { partition, account } = options.resources;
  const script = 'test -w "$1" || exit 91; test -x "$2" || exit 92; hostname -s';
  const command = [
    'srun',
    '--ntasks=1',
    '--time=1',
    '--job-name=nmma-doctor',
    '--export=NONE',
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    'sh',
    '-c',
    script,
    'probe',
    options.workFolder,
    python,
  ];
  const what = 'A job on a compute node';
  return look(
    remote,
    what,
    command,
    (result) => {
      if (result.exitCode === 0)
        return { ok: true, what: `${what}: ${result.stdout.trim()} sees the work folder and the fitter` };
      if (result.exitCode === 91)
        return {
          ok: false,
          what,
          todo: `compute nodes cannot write ${options.workFolder}: expected a shared folder`,
        };
      if (result.exitCode === 92)
        return { ok: false, what, todo: `compute nodes do not see ${python}: ./nmma deploy` };
      return { ok: false, what, todo: lastLine(result) };
    },
    120_000,
  );
}

/**
 * Everything a Slurm cluster needs, one finding each; after the first that keeps the others from an answer, none.
 * @param withJob also with a job of a minute.
 */
export async function checkCluster(executor: Config['executor'], withJob: boolean): Promise<Finding[]> {
  if (executor.kind !== 'slurm') {
    return [{ ok: false, what: 'Cluster', todo: 'executor.kind is local: expected slurm' }];
  }
  const remote = clusterRemote(executor);
  try {
    const connection = await look(remote, `Connection to ${remote.description}`, ['true'], () => ({
      ok: true,
      what: `Connection to ${remote.description}`,
    }));
    if (!connection.ok) return [connection];
    const findings = [connection];
    for (const check of checks(executor, remote)) findings.push(await check());
    if (withJob) findings.push(await probe(executor, remote));
    return findings;
  } finally {
    await remote.close();
  }
}
