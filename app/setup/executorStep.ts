import { availableParallelism } from 'node:os';
import { slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { loadModels, Models } from '../../pipeline/fitter/models.ts';
import { checkCluster } from '../cli/doctor/cluster.ts';
import type { Finding } from '../cli/doctor/finding.ts';
import { inRoot } from '../paths.ts';
import { type SetupParts, tellFindings, untilWell } from './parts.ts';

async function askSlurm({ ask }: SetupParts): Promise<Record<string, unknown>> {
  const host = await ask.text('login-host', 'Login node of the cluster; empty: this machine is one', {
    example: 'login.example.org',
    check: () => null,
  });
  const user = host === '' ? '' : await ask.text('login-user', 'User there');
  const key =
    host === ''
      ? ''
      : await ask.text('login-key', 'File of the private key here; empty: the ssh agent', {
          check: () => null,
        });
  const workFolder = await ask.text('work-folder', 'A folder that login and compute nodes share', {
    example: '/scratch/nmma',
  });
  const partition = await ask.text('partition', 'Partition; empty: the cluster’s default', {
    check: () => null,
  });
  const account = await ask.text('account', 'Account; empty: your default', { check: () => null });
  const resources = { ...(partition === '' ? {} : { partition }), ...(account === '' ? {} : { account }) };
  return {
    kind: 'slurm',
    ...(host === '' ? {} : { ssh: { host, user, ...(key === '' ? {} : { key }) } }),
    workFolder,
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
  };
}

/** What a look at the cluster of an executor finds; nothing for fits of this machine. */
export async function lookAtExecutor(executor: unknown): Promise<Finding[]> {
  if (typeof executor !== 'object' || executor === null) return [];
  if (Reflect.get(executor, 'kind') !== 'slurm') return [];
  const parsed = slurmOptionsSchema.safeParse(executor);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      ok: false,
      what: `executor.${path.join('.')}`,
      todo: `expected ${message}`,
    }));
  }
  const all = loadModels(inRoot('fitter'));
  const { inPlay } = new Models(all, null);
  const check = { executor: parsed.data, timeLimitSeconds: null, models: inPlay, all };
  return Array.fromAsync(checkCluster(check, false));
}

/** Where fits run. */
export async function askForExecutor(parts: SetupParts): Promise<void> {
  const { ask, config } = parts;
  await untilWell(ask, 'executor', async () => {
    const kind = await ask.choose('executor', 'Where shall fits run?', [
      { value: 'local', label: `On this machine, on ${availableParallelism()} cores` },
      { value: 'slurm', label: 'On a Slurm cluster' },
    ]);
    if (kind === 'local') {
      // What else the section says of this machine stays.
      if (config.get('executor', 'kind') === 'slurm') config.set('executor', { kind: 'local' });
      return true;
    }
    const executor = await askSlurm(parts);
    config.set('executor', executor);
    const isWell = tellFindings(ask, await lookAtExecutor(executor));
    if (!isWell)
      ask.say('./nmma deploy puts the fitter and the models’ files there, once config.yml is written.');
    return isWell;
  });
}
