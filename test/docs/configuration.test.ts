import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema, parseConfig } from '../../app/config/config.ts';
import type { SchemaNode } from '../../app/config/jsonSchema.ts';
import { configTables, keyRows } from './configTables.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const example = read('config.example.yml');
const published: object = JSON.parse(read('config.schema.json'));
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

/** What the published schema says against a configuration. */
function problems(config: unknown): string[] {
  const validate = ajv.compile(published);
  validate(config);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The commented sections of the example: a comment that is a key, and the lines below it that are indented further. */
const commented = [...example.matchAll(/^# (\w+:(?! \$schema).*(?:\n# {3,}\S.*)*)/gm)].map(([, text = '']) =>
  text.replace(/^# /gm, ''),
);

it('every key has a meaning, and an example where its default is none', () => {
  expect(keyRows().length).toBeGreaterThan(90);
  const isShown = ({ default: fallback, type, items }: SchemaNode) =>
    // What stands in a list of sections has examples of its own.
    type === 'boolean' || items?.oneOf !== undefined || (fallback !== undefined && fallback !== null);
  const isChoice = (node: SchemaNode) =>
    [node, ...(node.anyOf ?? [])].some((one) => one.enum !== undefined || one.const !== undefined);
  const bare = keyRows().filter(({ node }) => node.description && !isShown(node) && !isChoice(node));
  expect(bare.filter(({ node }) => !node.examples).map(({ key }) => key)).toEqual([]);
});

it('every example is right', () => {
  const wrong = keyRows().flatMap(({ key, node }) =>
    (node.examples ?? []).filter((one) => !ajv.validate(node, one)).map((one) => `${key}: ${String(one)}`),
  );
  expect(wrong).toEqual([]);
});

it('the tables have a row for each key, and siblings that are alike share one', () => {
  const tables = Object.values(configTables()).join('\n');
  expect(tables).toContain('| `permissions.*.users` |');
  expect(tables).toContain('| `sources.watch` | `true`, `false` | `true` | `directory`: ');
  expect(tables).toContain('| `executor.kind` | `local`, `slurm` | optional |');
  expect(tables).not.toContain('undefined');
});

it('config.example.yml is a valid configuration by both schemas, with every commented section too', () => {
  expect(configSchema.safeParse(parse(example)).error).toBeUndefined();
  expect(problems(parse(example))).toEqual([]);
  expect(commented.length).toBeGreaterThan(4);
  for (const block of commented) {
    const section: unknown = parse(block);
    const whole = { ...(parse(example) as object), ...(section as object) };
    expect(configSchema.safeParse(whole).error, block).toBeUndefined();
    expect(problems(whole), block).toEqual([]);
  }
});

it('config.example.yml names every section of the schema, and the schema for editors', () => {
  const [first = ''] = example.split('\n');
  expect(first).toBe('# yaml-language-server: $schema=./config.schema.json');
  const named = new Set([
    ...Object.keys(parse(example) as object),
    ...commented.flatMap((block) => Object.keys(parse(block) as object)),
  ]);
  const sections = Object.keys(configSchema.shape).filter((key) => key !== 'source' && key !== 'lookup');
  const unnamed = sections.filter((key) => !named.has(key) && !example.includes(`# ${key}:`));
  expect(unnamed).toEqual([]);
});

it('the configuration of docs/migration.md is valid', () => {
  const blocks = [...read('docs/migration.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text ?? '',
  );
  expect(blocks).toHaveLength(1);
  for (const block of blocks) {
    expect(() => parseConfig(block, 'docs/migration.md')).not.toThrow();
    expect(problems(parse(block))).toEqual([]);
  }
});

it('the schema for editors knows what the program does not take', () => {
  const least = { channel: 'C0123ABCDEF', source: { folder: '/c' } };
  expect(problems(least)).toEqual([]);
  expect(problems({ ...least, executor: { cores: 4 } })).toEqual([]);
  const wrong = [
    { channel: 'C0123ABCDEF' },
    { ...least, sources: [{ kind: 'directory', folder: '/c' }] },
    { ...least, chanel: 'x' },
    { ...least, postThreshold: 'high' },
    { ...least, executor: { kind: 'pbs' } },
    { ...least, permissions: { fit: { users: ['mansi'] } } },
  ];
  expect(wrong.filter((config) => problems(config).length === 0)).toEqual([]);
});
