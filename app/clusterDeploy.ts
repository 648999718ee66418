import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { fitterPlace, type SlurmOptions } from '../pipeline/executors/slurm/options.ts';
import type { Remote } from '../pipeline/remote/remote.ts';
import { rsync as bring, NoRsync } from '../pipeline/remote/rsync.ts';
import { UsageError } from './config/usageError.ts';
import { expandHome, inRoot } from './paths.ts';

/** What {@link deploy} needs. */
export interface Deployment {
  options: SlurmOptions;
  remote: Remote;
  /** The fitter's Python on this machine, whose packages are brought. */
  python: string;
  /** Told what is done, a line at a time. */
  say(words: string): void;
}

/** Makes a folder there the same as one here; only what changed travels, and what was broken off is gone on with. */
async function rsync(
  of: Deployment,
  from: string,
  to: string,
  { exclude = [], words = ['--delete'] }: { exclude?: string[]; words?: string[] } = {},
): Promise<void> {
  const { ssh } = of.options;
  const made = await of.remote.run(['mkdir', '-p', to]);
  if (made.exitCode !== 0) throw new UsageError(`${to} cannot be made there: ${made.stderr.trim()}`);
  const login =
    ssh === null
      ? null
      : {
          ...ssh,
          key: ssh.key === null ? null : expandHome(ssh.key),
          knownHosts: expandHome(ssh.knownHosts),
        };
  try {
    await bring({ from, to, login, words: [...words, '--partial'], exclude });
  } catch (error) {
    if (error instanceof NoRsync) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Prints the path of a Python of that version on the cluster; status 1 when there is none. */
const findPython = `for name in "python$1" python3; do
  path=$(command -v "$name") || continue
  [ "$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$1" ] && { echo "$path"; exit 0; }
done
exit 1`;

/** Makes the environment there of the cluster's own Python, with the packages of the one here. */
async function deployEnvironment(of: Deployment, environment: string): Promise<void> {
  const ask =
    'import sys, sysconfig; print("%d.%d" % sys.version_info[:2]); print(sysconfig.get_path("purelib"))';
  const { stdout } = await execa(of.python, ['-c', ask]);
  const [version = '', packages = ''] = stdout.split('\n');
  const found = await of.remote.run(['sh', '-c', findPython, 'find', version]);
  const python = found.stdout.trim();
  if (found.exitCode !== 0 || !python) {
    throw new UsageError(
      `${of.remote.description} has no Python ${version}, of which the fitter’s packages are: load a module that has it, or install python${version} there.`,
    );
  }
  const made = await of.remote.run([
    'sh',
    '-c',
    '[ -x "$2/bin/python" ] || "$1" -m venv --without-pip "$2"',
    'make',
    python,
    environment,
  ]);
  if (made.exitCode !== 0) {
    throw new UsageError(
      `${python} there cannot make an environment: ${made.stderr.trim().split('\n').at(-1)}`,
    );
  }
  await rsync(of, packages, `${environment}/lib/python${version}/site-packages`, {
    exclude: ['__pycache__'],
  });
}

/**
 * Puts the fitter, its Python environment and the models' files on the cluster: no root, no conda, no network there.
 * At the end the environment there fits a light curve whose ln Z is known.
 * @returns where the fitter's Python is there.
 * @throws UsageError or RemoteError in one sentence.
 */
export async function deploy(of: Deployment): Promise<string> {
  const { workFolder } = of.options;
  const environment = `${workFolder}/environment`;
  of.say(`The fitter → ${of.remote.description}:${workFolder}/fitter`);
  const left = ['__pycache__', 'tests', '.pytest_cache', '.hypothesis', '.ruff_cache'];
  await rsync(of, inRoot('fitter'), `${workFolder}/fitter`, { exclude: left });
  of.say(`Its Python packages → ${environment} (over a gigabyte the first time)`);
  await deployEnvironment(of, environment);
  const assets = process.env.NMMA_ASSETS ?? inRoot('.nmma', 'assets');
  const there = fitterPlace(of.options).assets;
  // sncosmo's files may lie elsewhere on this machine; there all are in one folder, and none is removed.
  const sncosmo = process.env.SNCOSMO_DATA_DIR;
  for (const [from, to] of [
    [assets, there],
    ...(sncosmo ? [[sncosmo, `${there}/sncosmo`] as const] : []),
  ] as const) {
    if (!existsSync(from) || readdirSync(from).length === 0) continue;
    of.say(`Files of models → ${to}`);
    await rsync(of, from, to, { words: [] });
  }
  of.say('A fit whose ln Z is known');
  const python = join(environment, 'bin', 'python');
  const { exitCode, stdout, stderr } = await of.remote.run(
    ['env', '-C', `${workFolder}/fitter`, python, '-m', 'demo.known_fit'],
    { timeoutMs: 300_000 },
  );
  if (exitCode !== 0) {
    const said = (stderr || stdout).trim().split('\n').at(-1);
    throw new UsageError(`The environment on ${of.remote.description} does not fit as it should: ${said}`);
  }
  return python;
}
