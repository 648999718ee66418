import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigFile } from '../../../app/setup/configFile.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const own = `# Ours.
channel:   C0123ABCDEF   # the night shift
models: [Piro2021,Me2017]  # two

channels:
  # the night shift
  - {id: C0123ABCDEF, sees: [public]}

# One folder.
source: { folder: /old }

# Nothing below is to change.
schedule:
    pull: "0 * * * *"  # hourly
`;

function changed(change: (file: ConfigFile) => void): string[] {
  const path = join(folder, 'config.yml');
  writeFileSync(path, own);
  const file = new ConfigFile(path);
  change(file);
  file.write();
  return readFileSync(path, 'utf8').split('\n');
}

test('a section that is changed is written anew, and every other line stays byte for byte', () => {
  const before = own.split('\n');
  const lines = changed((file) => {
    file.set('channel', 'C0123ABCDEG');
    file.set('sources', [{ kind: 'directory', folder: '/new' }]);
    file.remove('source');
    file.set('executor', { kind: 'local', cores: 2 });
  });
  expect(lines.filter((line) => !before.includes(line))).toEqual([
    'channel:   C0123ABCDEG   # the night shift',
    'sources:',
    '  - kind: directory',
    '    folder: /new',
    'executor:',
    '  kind: local',
    '  cores: 2',
  ]);
  expect(before.filter((line) => !lines.includes(line))).toEqual([
    'channel:   C0123ABCDEF   # the night shift',
    'source: { folder: /old }',
  ]);
});

test('what a list has is kept where one entry changes', () => {
  const lines = changed((file) => {
    file.setAudience('C0123ABCDEG', ['caltech']);
    expect(file.get('channels')).toHaveLength(2);
    expect(file.get('schedule', 'pull')).toBe('0 * * * *');
  });
  expect(lines).toContain('  - { id: C0123ABCDEF, sees: [ public ] }');
  expect(lines).toContain('  - { id: C0123ABCDEG, sees: [ caltech ] }');
  expect(lines.slice(lines.indexOf('# One folder.'))).toEqual(
    own.split('\n').slice(own.split('\n').indexOf('# One folder.')),
  );
});

test('a mistake is told, and the file stays', () => {
  expect(() => changed((file) => file.set('channel', 'general'))).toThrow(/channel is “general”/);
  expect(readFileSync(join(folder, 'config.yml'), 'utf8')).toBe(own);
});

test('a new file begins as the example; what the example names is left out where nobody says it', () => {
  const path = join(folder, 'new.yml');
  const file = new ConfigFile(path);
  expect([file.isThere, file.get('channel'), file.get('sources')]).toEqual([false, undefined, undefined]);
  file.set('channel', 'C0123ABCDEG');
  file.set('sources', [{ kind: 'directory', folder: '/c' }]);
  file.write();
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=\/.*config\.schema\.json\n/);
  expect(text).not.toMatch(/^channels:/m);
  expect(text).not.toContain('/data/candidates\n');
});
