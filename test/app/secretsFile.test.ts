import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../app/config/usageError.ts';
import { inRoot } from '../../app/paths.ts';
import { loadSecrets, readSecrets, secretsPath, writeSecrets } from '../../app/secretsFile.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('secrets are changed one by one, in a file of mode 600; other lines stay', () => {
  const path = join(folder, 'deep', 'secrets.env');
  writeSecrets(path, { SLACK_BOT_TOKEN: 'xoxb-1' });
  writeFileSync(path, `# by hand\n${readFileSync(path, 'utf8')}export OTHER="a b"\n`);
  writeSecrets(path, { SLACK_BOT_TOKEN: 'xoxb-2', FRITZ_TOKEN: 'f' });
  expect(readFileSync(path, 'utf8')).toBe(
    '# by hand\nexport OTHER="a b"\nSLACK_BOT_TOKEN=xoxb-2\nFRITZ_TOKEN=f\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
  expect(readSecrets(path)).toEqual({ SLACK_BOT_TOKEN: 'xoxb-2', FRITZ_TOKEN: 'f', OTHER: 'a b' });
  const environment = { NMMA_SECRETS: path, SLACK_BOT_TOKEN: 'xoxb-3', FRITZ_TOKEN: ' ' };
  loadSecrets(environment);
  expect(environment).toMatchObject({ SLACK_BOT_TOKEN: 'xoxb-3', FRITZ_TOKEN: 'f', OTHER: 'a b' });
});

test('a file that others may read is refused, and none is made inside the installation', () => {
  const path = join(folder, 'open.env');
  writeFileSync(path, 'A=1\n');
  chmodSync(path, 0o644);
  expect(() => readSecrets(path)).toThrow(/mode 644.*chmod 600/);
  expect(readSecrets(join(folder, 'none.env'))).toEqual({});
  expect(() => writeSecrets(inRoot('secrets.env'), { A: '1' })).toThrow(UsageError);
  expect(secretsPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/nmma-bot/secrets.env');
});
