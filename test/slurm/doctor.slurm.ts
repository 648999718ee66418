import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkCluster } from '../../app/cli/doctor/cluster.ts';
import type { Finding } from '../../app/cli/doctor/finding.ts';
import { probe } from '../../app/cli/doctor/probe.ts';
import { fitClasses } from '../../app/cli/doctor/resourceClasses.ts';
import { clusterRemote } from '../../app/executors.ts';
import { type SlurmOptions, slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { loadModels, type Model } from '../../pipeline/fitter/models.ts';
import { fitterDir, scratchFolder } from '../pipeline/scratch.ts';
import { canHaveCluster, whySkipped } from './clusterPlace.ts';
import { cluster, slurmCommand } from './lab.ts';

let made = 0;

/** An executor section for the cluster, with a folder of its own there and a mock that stands for Python. */
function section(more: object = {}): SlurmOptions {
  const { host, port, user, key, knownHosts, workFolder: all } = cluster();
  made += 1;
  const workFolder = join(all, `doctor-${process.pid}-${made}`);
  mkdirSync(join(workFolder, 'fitter'), { recursive: true });
  const python = join(workFolder, 'mock-python');
  writeFileSync(python, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  execFileSync('chown', ['-R', `${user}:`, workFolder]);
  const ssh = { host, port, user, key, knownHosts };
  return slurmOptionsSchema.parse({ kind: 'slurm', ssh, workFolder, python, ...more });
}

const all = loadModels(fitterDir);
const inPlay = all.filter(({ name }) => name === 'Me2017' || name === 'TrPi2018');

async function findings(executor: SlurmOptions, more: { all?: Model[] } = {}): Promise<Finding[]> {
  const of = { executor, timeLimitSeconds: null, models: inPlay, all, ...more };
  const found: Finding[] = [];
  for await (const one of checkCluster(of, true)) found.push(one);
  return found;
}

const wrong = (found: readonly Finding[]) => found.filter(({ ok }) => !ok);

describe.skipIf(canHaveCluster() !== null)(`doctor --cluster on a real Slurm${whySkipped}`, () => {
  const undo: (() => void)[] = [];
  // Files of models that somebody fetched on this machine are not on the cluster.
  beforeEach(() => {
    vi.stubEnv('NMMA_ASSETS', scratchFolder());
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const act of undo.splice(0)) act();
  });

  it('finds nothing wrong where all is well, shows the limits, and leaves nothing', async () => {
    const user = ['modify', 'user', cluster().user, 'set'];
    undo.push(() => slurmCommand('sacctmgr', '-i', ...user, 'maxsubmitjobs=-1'));
    slurmCommand('sacctmgr', '-i', ...user, 'maxsubmitjobs=70');
    const options = section({ resources: { partition: 'short' } });
    const found = await findings(options);
    expect(wrong(found)).toEqual([]);
    const told = found.map(({ what }) => what).join('\n');
    expect(told).toMatch(/^Partitions: short \(up, 4 nodes of 4 CPUs and 8000 MB, up to 1-00:00:00\); long/m);
    expect(told).toMatch(/^Scheduler: arrays of up to 2001 tasks, remembers a job for 300 sec$/m);
    expect(told).toMatch(/^Accounts: growth \(at most 70 jobs submitted\)/m);
    expect(told).toMatch(
      /^Fits of Me2017 \(32 min, 1 CPU, 1000 MB, partition short\): Slurm would take them$/m,
    );
    expect(told).toMatch(
      /^A job on a compute node, n\d: sees the work folder and the fitter; .* temporary space$/m,
    );
    expect(execFileSync('ls', [options.workFolder], { encoding: 'utf8' })).not.toContain('doctor-');
  });

  it('names what the configuration asks for and the cluster does not have', async () => {
    const found = await findings(
      section({
        resources: { account: 'growht' },
        models: { TrPi2018: { partition: 'lnog' }, TrPi: { minutes: 5 } },
      }),
    );
    const told = wrong(found)
      .map(({ what, todo }) => `${what} → ${todo}`)
      .join('\n');
    expect(told).toMatch(/^Partitions: .* → config\.yml names lnog: expected one of these$/m);
    expect(told).toMatch(/^Accounts: growth.* → config\.yml names growht: expected one of these$/m);
    expect(told).toMatch(/^executor\.models\.TrPi.* → there is no model TrPi: expected .*TrPi2018/m);
    expect(told).toMatch(
      /^Fits of Me2017 .* → Slurm refuses them \(Invalid account.*\): see executor\.resources$/m,
    );
    expect(told).toMatch(
      /^Fits of TrPi2018 .* → Slurm refuses them \(.*\): see .* or executor\.models\.TrPi2018$/m,
    );
  });

  it('names files of models that are here and not there, and a Python that nodes lack', async () => {
    const options = section();
    const [model] = inPlay;
    if (!model) throw new Error('A model is in play.');
    rmSync(options.python ?? '');
    const found = await findings(options, { all: [{ ...model, missing: [], assets: ['grid/a.joblib'] }] });
    const told = wrong(found)
      .map(({ what, todo }) => `${what} → ${todo}`)
      .join('\n');
    expect(told).toMatch(
      /^Files of models: grid\/a\.joblib not in .*\/assets → \.\/nmma deploy puts them there$/m,
    );
    expect(told).toMatch(/^A job on a compute node, n\d → it does not see .*mock-python.*\.\/nmma deploy$/m);
  });

  it('a job that only waits in the queue is no fault, and is taken back', async () => {
    const nodes = ['update', 'nodename=n[1-4]'];
    undo.push(() => slurmCommand('scontrol', ...nodes, 'state=resume'));
    slurmCommand('scontrol', ...nodes, 'state=drain', 'reason=test');
    const options = section();
    const remote = clusterRemote(options);
    const [one] = fitClasses(options, inPlay, null);
    if (!one) throw new Error('There is a class of fits.');
    const found = await probe(remote, options, one, 2000);
    await remote.close();
    expect(found).toMatchObject({ ok: true, isNote: true });
    expect(found.what).toMatch(/it waited in the queue for \d+ s \(.*\), and was taken back/);
    expect(slurmCommand('squeue', '-h', '-n', 'nmma-doctor')).toBe('');
  });
});
