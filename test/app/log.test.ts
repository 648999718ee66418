import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../app/log.ts';
import { redact } from '../../app/secrets.ts';
import { until } from '../sandbox/helpers.ts';

test('secrets are hidden wherever they stand', () => {
  const secrets = [
    'xoxb-123-456-abcDEF',
    'xoxp-1-2-3',
    'xapp-1-A0-9-deadbeef',
    'xoxe.xoxp-1-abc',
    'Authorization: Bearer abc.def',
    'wss://wss.slack.com/link/?ticket=abc-def&app_id=1',
    'https://hooks.slack.com/commands/T1/2/abcDEF',
  ];
  for (const secret of secrets) expect(redact(`before ${secret} after`)).toContain('[hidden]');
  expect(redact(secrets.join(' '))).not.toMatch(/abc|deadbeef|456/);
  expect(redact('xoxb-1-2')).toBe('xoxb-[hidden]');
  expect(redact('nothing of that sort: box-office, xapp')).toBe('nothing of that sort: box-office, xapp');
});

test('the log is JSON with UTC times, and hides tokens in errors and fields', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-log-'));
  const file = join(folder, 'below', 'log.jsonl');
  const { log, close } = openLog({ level: 'info', file });
  log.debug('not this');
  log.error({ err: new Error('refused xoxb-1-2-three'), token: 'xapp-1-secret' }, 'failed');
  await close();
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/three|secret/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    msg: 'failed',
    time: expect.stringMatching(/Z$/),
    err: { type: 'Error' },
  });
  rmSync(folder, { recursive: true });
});

test('a file that was moved away is opened anew on request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-log-'));
  const file = join(folder, 'nmma.log');
  const { log, reopen, close } = openLog({ level: 'info', file });
  log.info('before');
  await until(() => existsSync(file) && readFileSync(file, 'utf8').includes('before'));
  renameSync(file, `${file}.1`);
  reopen();
  log.info('after');
  await close();
  expect(readFileSync(file, 'utf8')).toContain('after');
  expect(readFileSync(`${file}.1`, 'utf8')).not.toContain('after');
  rmSync(folder, { recursive: true });
});
