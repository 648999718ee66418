import type { Resources, SlurmOptions } from '../../../pipeline/executors/slurm/options.ts';
import { clean } from '../../../pipeline/executors/slurm/queries.ts';
import type { Remote } from '../../../pipeline/remote/remote.ts';
import type { Finding } from './finding.ts';
import { lastWords, look } from './finding.ts';

/** Rows of so many columns; what login scripts say has other ones. */
function rowsOf(text: string, columns: number): string[][] {
  return text
    .split('\n')
    .map((line) => line.split('|'))
    .filter((row) => row.length === columns);
}

/** Whether what the configuration names, for all fits or those of a model, is among what there is. */
function allThere(
  options: SlurmOptions,
  what: string,
  there: readonly string[],
  named: (resources: Resources) => string | string[],
): Finding {
  const wanted = [options.resources, ...Object.values(options.models)].flatMap(named);
  const wrong = [...new Set(wanted)].filter((name) => !there.includes(name));
  if (wrong.length === 0) return { ok: true, what };
  return { ok: false, what, todo: `config.yml names ${wrong.join(', ')}: expected one of these` };
}

/** Partitions that jobs may go to, and whether the configured ones are among them. */
export function checkPartitions(remote: Remote, options: SlurmOptions): Promise<Finding> {
  const command = [...clean, 'sinfo', '-h', '-o', '%R|%a|%l|%D|%c|%m'];
  return look(remote, 'Partitions', command, (result) => {
    if (result.exitCode !== 0) return { ok: false, what: 'Partitions', todo: lastWords(result) };
    const rows = rowsOf(result.stdout, 6);
    const names = rows.map(([name = '']) => name);
    const told = rows.map(
      ([name, state, limit, nodes, cpus, memory]) =>
        `${name} (${state}, ${nodes} nodes of ${cpus} CPUs and ${memory} MB, up to ${limit})`,
    );
    const what = `Partitions: ${told.join('; ')}`;
    return allThere(options, what, names, ({ partition }) => partition?.split(',') ?? []);
  });
}

/** How large arrays may be, and how long the scheduler remembers a job. */
export function checkScheduler(remote: Remote): Promise<Finding> {
  return look(remote, 'Scheduler', [...clean, 'scontrol', 'show', 'config'], (result) => {
    if (result.exitCode !== 0) return { ok: false, what: 'Scheduler', todo: lastWords(result) };
    const value = (key: string) => new RegExp(`^${key}\\s*=\\s*(.*)$`, 'm').exec(result.stdout)?.[1]?.trim();
    const remembers = value('MinJobAge') ?? 'an unknown time';
    const what = `Scheduler: arrays of up to ${value('MaxArraySize') ?? '?'} tasks, remembers a job for ${remembers}`;
    return { ok: true, what };
  });
}

const limitWords = ['jobs at once', 'jobs submitted', 'jobs of all its users submitted', 'a job'] as const;

/** "growth (at most 50 jobs at once, 100 jobs submitted)". */
function withLimits(name: string, values: readonly string[]): string {
  const told = limitWords.flatMap((words, index) => (values[index] ? [`${values[index]} ${words}`] : []));
  return told.length === 0 ? name : `${name} (at most ${told.join(', ')})`;
}

/** The accounts that this user may name, what they and their QOS allow, and whether accounting answers. */
export function checkAccounts(remote: Remote, options: SlurmOptions): Promise<Finding> {
  const script = `${'sacctmgr -nP show assoc user="$(id -un)" format=account,maxjobs,maxsubmitjobs,grpsubmitjobs,maxwall'} || exit
echo "--qos"
sacctmgr -nP show qos format=name,maxjobsperuser,maxsubmitjobsperuser,grpsubmitjobs,maxwall`;
  return look(remote, 'Accounting', [...clean, 'sh', '-c', script], (result) => {
    if (/disabled|not running/i.test(result.stderr)) {
      const what = 'Accounting: none; what became of a job is known while the scheduler remembers it';
      return { ok: true, isNote: true, what };
    }
    if (result.exitCode !== 0) return { ok: false, what: 'Accounting', todo: lastWords(result) };
    const [accounts = '', qos = ''] = result.stdout.split('--qos\n');
    const rows = rowsOf(accounts, 5);
    const names = rows.map(([name = '']) => name);
    const limited = rowsOf(qos, 5).filter(([, ...values]) => values.some(Boolean));
    const told = (all: string[][]) =>
      all.map(([name = '', ...values]) => withLimits(name, values)).join(', ');
    const ofQos = limited.length === 0 ? '' : `; limits of QOS: ${told(limited)}`;
    const what = `Accounts: ${told(rows) || 'none'}${ofQos}`;
    return allThere(options, what, names, ({ account }) => account ?? []);
  });
}
