import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { endProcess, type SandboxPlace, startSandboxProcess } from '../sandboxProcess.ts';

/** Everything that the app works with, in one folder. */
export interface Scene {
  root: string;
  state: string;
  backups: string;
  candidates: string;
  config: string;
  /** A line for every start and end of a job. */
  journal: string;
  /** The fitter's Python: real, or a mock that calls test/pipeline/mockFitter.mjs. */
  python: string;
  place: SandboxPlace;
  sandbox: ChildProcess;
  isReal: boolean;
  /** The state folder has a small disk of its own. Otherwise no full disk is tried. */
  hasOwnDisk: boolean;
}

const diskMB = 192;
/** Fast ones that need no file. */
export const models = ['Piro2021', 'Me2017'];

/** A small disk at a folder. @returns whether there is one: only root may mount. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMB}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return statfsSync(folder).blocks > 0;
  } catch {
    return false;
  }
}

/** Called as the fitter's Python is: `-m nmma_fitter run FOLDER`; other calls end at once. */
function mockPython(scene: Pick<Scene, 'root' | 'journal'>): string {
  const behaviours = {
    '*': { seconds: 0.4 },
    // Dies without a word the first time, and is tried again.
    'Piro2021/1': { seconds: 0.1 },
  };
  writeFileSync(join(scene.root, 'behaviours.json'), JSON.stringify(behaviours));
  return `#!/bin/sh
[ "$3" = run ] || exit 0
echo "start $4" >>'${scene.journal}'
export MOCK_FITTER='${join(scene.root, 'behaviours.json')}'
'${process.execPath}' '${join(import.meta.dirname, '../pipeline/mockFitter.mjs')}' "$4"
status=$?
echo "end $status $4" >>'${scene.journal}'
exit $status
`;
}

/** The real fitter, with the same lines in the journal. */
function realPython(scene: Pick<Scene, 'journal'>, python: string): string {
  return `#!/bin/sh
[ "$3" = run ] || exec '${python}' "$@"
echo "start $4" >>'${scene.journal}'
'${python}' "$@"
status=$?
echo "end $status $4" >>'${scene.journal}'
exit $status
`;
}

/** Prepares a folder, a workspace and the fitter. @throws Error when the workspace does not start. */
export async function makeScene(options: { isReal: boolean }): Promise<Scene> {
  const root = mkdtempSync(join(tmpdir(), 'nmma-chaos-'));
  const disk = join(root, 'disk');
  for (const folder of [disk, join(root, 'candidates'), join(root, 'workspace')]) mkdirSync(folder);
  const places = { root, journal: join(root, 'journal.txt') };
  const hasOwnDisk = mountDisk(disk);
  const state = join(disk, 'state');
  const backups = join(root, 'backups');
  const { child: sandbox, place } = await startSandboxProcess([
    ...['--state', join(root, 'workspace'), '--posts-per-second', '0'],
  ]);
  writeFileSync(places.journal, '');
  const real = process.env.NMMA_PYTHON ?? '';
  const python = join(root, 'python');
  const script = options.isReal ? realPython(places, real) : mockPython(places);
  writeFileSync(python, script, { mode: 0o755 });
  const config = join(root, 'config.yml');
  const content = {
    channel: place.channel,
    channels: [{ id: place.channel, sees: ['public', 'partnership'] }],
    state,
    sources: [{ kind: 'directory', folder: join(root, 'candidates') }],
    lookup: [],
    // The clock is wrong now and then.
    policy: { maxAgeDays: null },
    schedule: { pull: '0 0 1 1 *', dailySummary: '0 0 1 1 *' },
    executor: { kind: 'local', cores: 2 },
    models,
    ...(options.isReal ? { fit: { livePoints: 64 } } : {}),
    // Copies are made by the one who tries to break it.
    backup: { everyHours: null },
    log: { level: 'info', file: join(root, 'log.txt') },
  };
  writeFileSync(config, stringify(content));
  return {
    ...{ ...places, state, backups, candidates: join(root, 'candidates'), config, python, place, sandbox },
    ...{ isReal: options.isReal, hasOwnDisk },
  };
}

/** Ends the workspace and removes the folder. @param keep the folder stays. */
export async function removeScene(scene: Scene, keep: boolean): Promise<void> {
  scene.sandbox.kill('SIGCONT');
  await endProcess(scene.sandbox);
  if (keep) return;
  if (scene.hasOwnDisk) execFileSync('umount', ['-l', join(scene.root, 'disk')]);
  rmSync(scene.root, { recursive: true, force: true, maxRetries: 5 });
}
