import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { databasePath } from '../../app/stateFiles.ts';
import type { AppScene } from '../../test/chaos/appProcess.ts';
import { candidateFile, candidateText, writeOld } from '../../test/pipeline/candidateFiles.ts';
import { endProcess, startSandboxProcess } from '../../test/sandboxProcess.ts';
import { nameOf } from '../nmma_status/fill.ts';

/** Models of four kinds, none of which needs a file. */
export const models = ['Me2017', 'TrPi2018', 'Piro2021', 'rise-and-fall'];

const firstJd = 2_459_786.7;
const nights = [0, 1, 2, 3, 4, 5, 6, 7];
/** A job of the mock takes so long, s, and leaves a result as large as a real one. */
const behaviours = {
  '*': { seconds: 0.2, samples: 2000 },
  'rise-and-fall': { seconds: 0.2, samples: 2000, lnZ: -35 },
};

/** A folder with everything the app works with, and the workspace that it posts to. */
export interface SoakScene extends AppScene {
  database: string;
  sandbox: ChildProcess;
}

/** Called as the fitter's Python is: `-m nmma_fitter run FOLDER`; other calls end at once. */
function mockPython(root: string): string {
  const file = join(root, 'behaviours.json');
  writeFileSync(file, JSON.stringify(behaviours));
  const mock = join(import.meta.dirname, '../../test/pipeline/mockFitter.mjs');
  return `#!/bin/sh
[ "$3" = run ] || exit 0
export MOCK_FITTER='${file}'
exec '${process.execPath}' '${mock}' "$4"
`;
}

/** Prepares as many new objects as asked for, a workspace and a mock of the fitter. @throws Error without a workspace. */
export async function makeScene(objects: number): Promise<SoakScene> {
  const root = mkdtempSync(join(tmpdir(), 'nmma-bench-soak-'));
  const [candidates, state, config, python] = ['candidates', 'state', 'config.yml', 'python'].map((name) =>
    join(root, name),
  ) as [string, string, string, string];
  mkdirSync(join(root, 'workspace'));
  const { child: sandbox, place } = await startSandboxProcess([
    ...['--state', join(root, 'workspace'), '--posts-per-second', '1'],
  ]);
  writeFileSync(python, mockPython(root), { mode: 0o755 });
  const content = {
    channel: place.channel,
    channels: [{ id: place.channel, sees: ['public', 'partnership'] }],
    state,
    sources: [{ kind: 'directory', folder: candidates }],
    lookup: [],
    policy: { maxAgeDays: null },
    // The pull of the start is the only one.
    schedule: { pull: '0 0 1 1 *', dailySummary: '0 0 1 1 *' },
    executor: { kind: 'local', cores: 4 },
    models,
    log: { level: 'info', file: join(root, 'log.txt') },
  };
  writeFileSync(config, stringify(content));
  for (let index = 0; index < objects; index += 1) {
    // No two have the same photometry: the second would rightly not be used.
    const text = candidateText(
      nights.map((night) => firstJd + night),
      17.5 + index / 10_000,
    );
    writeOld(join(candidates, candidateFile(nameOf(index))), text);
  }
  return { root, config, python, place, sandbox, database: databasePath(state) };
}

/** Ends the workspace and removes the folder. */
export async function removeScene(scene: SoakScene): Promise<void> {
  await endProcess(scene.sandbox);
  rmSync(scene.root, { recursive: true, force: true, maxRetries: 5 });
}
