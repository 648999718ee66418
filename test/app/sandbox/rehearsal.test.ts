import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Config, readConfig } from '../../../app/config/config.ts';
import { openRehearsal } from '../../../app/sandbox/rehearsal.ts';
import { candidateFile, candidateText, until, writeOld } from '../../pipeline/scratch.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nmma-rehearsal-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A configuration as somebody has it for a real workspace. */
function real(): { path: string; config: Config } {
  const path = join(root, 'config.yml');
  const content = {
    channel: 'C0REALONE1',
    channels: [
      { id: 'C0REALONE1', sees: ['public', 'partnership', 'caltech'] },
      { id: 'C0REALTWO1', sees: ['public'] },
    ],
    permissions: { ask: 'U0ADVISOR1', fit: { users: ['U0ADVISOR1'], groups: ['S0EXPERTS1'] } },
    state: join(root, 'state'),
    source: { folder: join(root, 'candidates') },
    policy: { maxAgeDays: null },
    models: ['Piro2021'],
    oldLayout: { rsyncTo: { folder: '/nowhere/candidate_fits' } },
  };
  writeFileSync(path, stringify(content));
  return { path, config: readConfig(path) };
}

test('the workspace has the channels, people and groups of the configuration; nothing is copied elsewhere', async () => {
  const { config } = real();
  const rehearsal = await openRehearsal(config, 0);
  try {
    const { tokens, slackApiUrl, config: used } = rehearsal;
    expect([used.state, used.backup.everyHours]).toEqual([`${config.state}-rehearsal`, null]);
    expect([used.oldLayout, used.upload]).toEqual([undefined, undefined]);
    expect([used.channel, used.permissions, used.sources]).toEqual([
      config.channel,
      config.permissions,
      config.sources,
    ]);
    const slack = new WebClient(tokens.botToken, { slackApiUrl });
    for (const channel of ['C0REALONE1', 'C0REALTWO1']) {
      expect((await slack.conversations.info({ channel })).channel?.is_member).toBe(true);
    }
    const { members } = await slack.conversations.members({ channel: 'C0REALONE1' });
    expect(members).toContain('U0ADVISOR1');
    const { users } = await slack.usergroups.users.list({ usergroup: 'S0EXPERTS1' });
    expect(users).toContain('U0MANSI001');
  } finally {
    await rehearsal.close();
  }
});

test('start --sandbox fits and posts there, without tokens, and leaves the real state alone', async () => {
  const { path, config } = real();
  writeOld(join(root, 'candidates', candidateFile('ZTF22aaaaaaa')), candidateText([2459784, 2459785]));
  const fitter = join(import.meta.dirname, '../../pipeline/mockFitter.mjs');
  writeFileSync(join(root, 'behaviour.json'), '{"*": {"lnZ": -20}}');
  // A mock of the fitter's Python.
  const script = `#!/bin/sh\n[ "$3" = run ] || exit 1\nMOCK_FITTER=${root}/behaviour.json exec ${process.execPath} ${fitter} "$4"\n`;
  writeFileSync(join(root, 'python'), script, { mode: 0o755 });
  const app = execa({
    reject: false,
    env: {
      NMMA_PYTHON: join(root, 'python'),
      XDG_CONFIG_HOME: join(root, 'xdg'),
      SLACK_BOT_TOKEN: '',
      SLACK_APP_TOKEN: '',
    },
  })(process.execPath, ['app/main.ts', 'start', '--sandbox', '--config', path]);
  const kept = join(`${config.state}-rehearsal`, 'workspace', 'workspace.json');
  await until(() => existsSync(kept) && readFileSync(kept, 'utf8').includes('ZTF22aaaaaaa: '), 120_000);
  app.kill('SIGTERM');
  const { exitCode, stderr } = await app;
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^A rehearsal: the workspace’s page is http:\/\/127\.0\.0\.1:\d+\//);
  expect(existsSync(config.state)).toBe(false);
  expect(existsSync(join(root, 'xdg', 'nmma-bot', 'state-folders.json'))).toBe(false);
});
