import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../app/config/config.ts';
import { configKeys } from './configKeys.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const schema = configKeys();

/** The rows of the page's tables: a key, its default as it is shown. */
const rows = [...page.matchAll(/^\| `([\w.*]+)` \| (.+?) \| /gm)].map(([, key = '', shown = '']) => ({
  key,
  shown,
}));

/** Whether a row explains a key; `*` stands for any name. */
function explains(row: string, key: string): boolean {
  const pattern = row.replaceAll('.', '\\.').replaceAll('*', '\\w+');
  return new RegExp(`^${pattern}$`).test(key);
}

it('docs/configuration.md names no key that the schema does not have', () => {
  expect(rows.length).toBeGreaterThan(80);
  const unknown = rows.filter(({ key }) => ![...schema.keys()].some((known) => explains(key, known)));
  expect(unknown).toEqual([]);
});

it('it explains every key of the schema', () => {
  const sections = new Set([...schema.keys()].flatMap((key) => key.split('.').slice(0, -1).join('.')));
  const missing = [...schema.keys()].filter(
    (key) => !sections.has(key) && !rows.some((row) => explains(row.key, key)),
  );
  expect(missing).toEqual([]);
});

it('it shows the defaults of the schema', () => {
  const wrong = rows.flatMap(({ key, shown }) => {
    const [name] = [...schema.keys()].filter((known) => explains(key, known));
    const value = schema.get(name ?? '');
    const isNothing = shown === '—';
    if (isNothing)
      return value === undefined || key.includes('*') ? [] : [`${key}: ${JSON.stringify(value)}`];
    const told: unknown = parse(/^`(.+)`$/.exec(shown)?.[1] ?? '');
    return JSON.stringify(told) === JSON.stringify(value) ? [] : [`${key}: ${JSON.stringify(value)}`];
  });
  expect(wrong).toEqual([]);
});

it('config.example.yml is a valid configuration, with every commented section too', () => {
  const example = readFileSync(join(root, 'config.example.yml'), 'utf8');
  expect(configSchema.safeParse(parse(example)).error).toBeUndefined();
  // A comment that is a key, and the lines below it that are indented further.
  const blocks = [...example.matchAll(/^# (\w+:.*(?:\n# {3,}\S.*)*)/gm)].map(([, text = '']) =>
    text.replace(/^# /gm, ''),
  );
  expect(blocks.length).toBeGreaterThan(4);
  for (const block of blocks) {
    const section: unknown = parse(block);
    const whole = { ...(parse(example) as object), ...(section as object) };
    expect(configSchema.safeParse(whole).error, block).toBeUndefined();
  }
});
