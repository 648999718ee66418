import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { parts } from '../../../../app/cli/doctor/doctor.ts';
import { readManifest } from '../../../../app/demo/manifest.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-doctor-'));
  sandbox = await startSandbox(readManifest());
  // Stands for the fitter's Python: versions are all that is asked of it.
  writeFileSync(join(folder, 'python'), '#!/bin/sh\necho 3.11.7 0.2.3 2.6.0\n', { mode: 0o755 });
  writeFileSync(join(folder, 'lc_ZTF22aaaaaaa.csv'), '');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const told = z.object({
  isWell: z.boolean(),
  findings: z.array(
    z.object({
      part: z.enum(parts),
      state: z.enum(['ok', 'note', 'not ok']),
      what: z.string(),
      todo: z.string().nullable(),
    }),
  ),
});

async function doctor(config: string | null, ...words: string[]) {
  const file = join(folder, 'config.yml');
  if (config === null) rmSync(file, { force: true });
  else writeFileSync(file, `${config}\nstate: ${folder}/state\nsource: { folder: ${folder} }\n`);
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ['app/main.ts', 'doctor', '--config', file, ...words],
    {
      reject: false,
      env: {
        SLACK_BOT_TOKEN: sandbox.botToken,
        SLACK_APP_TOKEN: sandbox.appToken,
        NMMA_SLACK_API_URL: sandbox.slackApiUrl,
        NMMA_PYTHON: join(folder, 'python'),
        XDG_CONFIG_HOME: join(folder, 'config'),
      },
    },
  );
  return { exitCode, stdout, stderr };
}

/** What is not ok, by part. */
function wrong(stdout: string): string[] {
  const { findings } = told.parse(JSON.parse(stdout));
  return findings.filter(({ state }) => state === 'not ok').map(({ part }) => part);
}

test('with everything right the status is 0, and every part has its line', async () => {
  const { exitCode, stdout } = await doctor('channel: C0NMMABOT1', '--json');
  const { isWell, findings } = told.parse(JSON.parse(stdout));
  expect([wrong(stdout), exitCode, isWell]).toEqual([[], 0, true]);
  const left = parts.filter((part) => !findings.some((one) => one.part === part));
  expect(left).toEqual(['upload', 'old-layout', 'cluster', 'post']);
});

test('a line says what is wrong and what to do, and the status is 1', async () => {
  const { exitCode, stdout } = await doctor('channel: C0NOSUCH01');
  expect(exitCode).toBe(1);
  const lines = stdout.split('\n').filter((line) => line.startsWith('not ok'));
  expect(lines).toEqual([expect.stringMatching(/^not ok {2}Channel C0NOSUCH01 → there is none/)]);
  expect(stdout).not.toContain(sandbox.botToken);
});

test('without a configuration everything else is looked at, and how to get one is said', async () => {
  const { exitCode, stdout } = await doctor(null, '--json');
  expect([exitCode, wrong(stdout)]).toEqual([1, ['configuration']]);
  expect(stdout).toContain('config.example.yml');
});
