import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { unitText } from '../../../app/service/unit.ts';
import { scratchFolder } from '../../pipeline/scratch.ts';

let folder: string;
let config: string;

/** Puts a mock of a program on PATH that notes its calls. */
function program(name: string, text: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>'${join(folder, 'calls')}'\n${text}\n`);
  chmodSync(path, 0o755);
}

const calls = () => {
  const path = join(folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};

async function service(...words: string[]) {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ['app/main.ts', 'service', ...words, '--config', config],
    {
      reject: false,
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        NMMA_SYSTEMD_FOLDER: join(folder, 'units'),
        SNCOSMO_DATA_DIR: '/data/sncosmo',
        SLACK_BOT_TOKEN: 'xoxb-secret',
      },
    },
  );
  return { status: exitCode, out: stdout, error: stderr };
}

const unit = () => join(folder, 'units', 'nmma-bot.service');

beforeEach(() => {
  folder = scratchFolder();
  for (const name of ['bin', 'units']) mkdirSync(join(folder, name));
  config = join(folder, 'config.yml');
  writeFileSync(
    config,
    `channel: C0123ABCDEF\nsource: { folder: ${folder} }\nstate: ${folder}/state\nlog: { file: ${folder}/log/nmma.log }\n`,
  );
});

test('installs, tells and removes a service', { timeout: 60_000 }, async () => {
  program('systemctl', 'case "$*" in *is-active*) echo active ;; *is-enabled*) echo enabled ;; esac');
  program('loginctl', '');
  const installed = await service('install', '--user');
  expect(installed).toMatchObject({ status: 0, error: '' });
  const text = readFileSync(unit(), 'utf8');
  expect(text).toContain(`/nmma" start --config "${config}"\n`);
  expect(text).toContain('Environment="SNCOSMO_DATA_DIR=/data/sncosmo"\n');
  expect(text).not.toContain('secret\n');
  expect(text).not.toContain('xoxb');
  expect(calls().filter((call) => !call.includes('show-environment'))).toEqual([
    'systemctl --user daemon-reload',
    'systemctl --user enable nmma-bot.service',
    'systemctl --user restart nmma-bot.service',
    'loginctl enable-linger',
  ]);
  expect((await service('install', '--user')).out).toContain('The unit was there');
  expect(await service('status', '--user')).toMatchObject({
    status: 0,
    out: expect.stringContaining('active, enabled'),
  });
  expect((await service('uninstall', '--user')).status).toBe(0);
  expect(existsSync(unit())).toBe(false);
  expect(calls()).toContain('systemctl --user disable --now nmma-bot.service');
  expect((await service('status')).error).toContain('No service is installed');
});

test('without systemd there is one sentence, and the unit on standard output', {
  timeout: 60_000,
}, async () => {
  program('systemctl', 'echo "Failed to connect to bus" >&2; exit 1');
  const refused = await service('install', '--user');
  expect(refused).toMatchObject({ status: 2, out: '' });
  expect(refused.error).toMatch(/^No systemd answers here for your user: .*--print/);
  expect(refused.error.split('\n')).toHaveLength(1);
  const printed = await service('install', '--system', '--run-as', 'nmma', '--print');
  expect(printed.status).toBe(0);
  expect(printed.out).toContain('User=nmma\n');
  expect(existsSync(unit())).toBe(false);
  expect((await service('instal')).error).toContain('Did you mean install?');
  expect((await service('install', '--system', '--run-as', 'root', '--print')).error).toContain(
    'should not run as root',
  );
});

test('a unit of the machine may write to what the configuration names, and to nothing else', () => {
  const text = unitText({
    scope: 'system',
    installation: '/opt/100% nmma',
    config: '/etc/nmma-bot/a "b".yml',
    state: '/var/lib/nmma-bot',
    alsoWritten: ['/mnt/backup'],
    runAs: 'nmma',
    environmentFile: '/etc/nmma-bot.env',
    environment: {},
  });
  const lines = text.split('\n');
  expect(lines).toContain('ExecStart="/opt/100%% nmma/nmma" start --config "/etc/nmma-bot/a \\"b\\".yml"');
  expect(lines).toContain('ReadWritePaths="-/opt/100%% nmma/.nmma" "-/var/lib/nmma-bot" "-/mnt/backup"');
  for (const line of [
    'StateDirectory=nmma-bot',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'KillMode=process',
    'RestartPreventExitStatus=2',
  ])
    expect(lines).toContain(line);
  // Jobs compile code as they run.
  expect(text).not.toContain('MemoryDenyWriteExecute');
});
