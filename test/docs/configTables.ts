// The tables of docs/configuration.md, made from the schema: each key with its type, default, meaning and an example.
import { isDeepStrictEqual } from 'node:util';
import { configNode, type SchemaNode } from '../../app/config/jsonSchema.ts';

/** One key. */
export interface KeyRow {
  key: string;
  node: SchemaNode;
  isRequired: boolean;
  /** Of the kinds of its section those that have it; empty: all, or there are no kinds. */
  kinds: string[];
}

/** A table: which sections it is made of, and of which kind. */
interface Table {
  sections: readonly string[];
  /** Only what this kind has, and no other one. */
  kind?: string;
}

/** Every top-level key stands in one of these. */
const tables: Record<string, Table> = {
  'config-posts': {
    sections: [
      'channel',
      'postThreshold',
      'remindAfterHours',
      'verdict',
      'schedule',
      'state',
      'backup',
      'log',
    ],
  },
  'config-keep': { sections: ['keep'] },
  'config-monitoring': { sections: ['incidents', 'monitoring'] },
  'config-people': { sections: ['channels', 'permissions'] },
  'config-alert': { sections: ['alert'] },
  'config-unfurl': { sections: ['unfurl'] },
  'config-sources': { sections: ['source', 'sources', 'lookup'] },
  'config-policy': { sections: ['policy'] },
  'config-fits': { sections: ['models', 'timeLimitSeconds', 'fit'] },
  'config-executor': { sections: ['executor'], kind: 'local' },
  'config-slurm': { sections: ['executor'], kind: 'slurm' },
  'config-upload': { sections: ['upload'] },
  'config-old-layout': { sections: ['oldLayout'] },
};

/** What a value may be, without null. */
function choices(node: SchemaNode): SchemaNode[] {
  const more = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return more.length === 0 ? [node] : more.flatMap(choices).filter(({ type }) => type !== 'null');
}

function kindOf(node: SchemaNode): string | undefined {
  const kind = node.properties?.kind?.const;
  return kind === undefined ? undefined : String(kind);
}

/** Siblings that are all the same are one row. */
function merged(properties: Record<string, SchemaNode>): Record<string, SchemaNode> {
  const entries = Object.entries(properties);
  const same = entries.filter(([, one]) => {
    return entries.filter(([, other]) => isDeepStrictEqual(one, other)).length > 2;
  });
  const [first] = same;
  if (first === undefined) return properties;
  return { ...Object.fromEntries(entries.filter((entry) => !same.includes(entry))), '*': first[1] };
}

/** The keys of one way that a section can be. */
function ofBranch(path: string, branch: SchemaNode): KeyRow[] {
  const kind = kindOf(branch);
  return Object.entries(merged(branch.properties ?? {})).map(([key, node]) => ({
    key: path === '' ? key : `${path}.${key}`,
    node,
    isRequired: branch.required?.includes(key) ?? false,
    kinds: kind === undefined ? [] : [kind],
  }));
}

/** The keys of a section, and of what stands in it; one that several kinds have stands once. */
function below(path: string, section: SchemaNode): KeyRow[] {
  // What stands in a list is called as the list.
  const branches = choices(section).flatMap((one) => (one.items ? choices(one.items) : [one]));
  const found = Map.groupBy(
    branches.flatMap((branch) => ofBranch(path, branch)),
    ({ key }) => key,
  );
  return [...found.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const kinds = same.flatMap((row) => row.kinds);
    const row = { ...first, kinds: kinds.length === branches.length ? [] : kinds };
    return [row, ...below(row.key, row.node)];
  });
}

/** Every key of config.yml, sections before what stands in them. */
export function keyRows(): KeyRow[] {
  return below('', configNode());
}

const names: Record<string, string> = { string: 'text', boolean: '`true`, `false`', object: 'section' };

function numberWords(what: string, { minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const most = isBounded ? String(maximum) : '';
  if (exclusiveMinimum !== undefined) return `${what} above ${exclusiveMinimum}${most && `, up to ${most}`}`;
  if (minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER) return what;
  return most === '' ? `${what} from ${minimum}` : `${what} from ${minimum} to ${most}`;
}

function oneType(node: SchemaNode): string {
  const { type, items } = node;
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (type === 'array' && items) return `list: ${typeWords(items)}`;
  if (type === 'integer') return numberWords('whole number', node);
  if (type === 'number') return numberWords('number', node);
  return names[String(type)] ?? String(type);
}

/** What a value may be, in words. */
export function typeWords(node: SchemaNode): string {
  if (Array.isArray(node.type)) {
    return node.type.map((type) => (type === 'null' ? '`null`' : oneType({ ...node, type }))).join(', ');
  }
  const isNullable = node.anyOf?.some(({ type }) => type === 'null') ?? false;
  const words = [...new Set(choices(node).map(oneType))];
  return [...words, ...(isNullable ? ['`null`'] : [])].join(', ');
}

/** As it is written in YAML on one line. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(([key, one]) => `${key}: ${shown(one)}`);
    return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
  }
  return typeof value === 'string' && /^[*&!%@`]|\*/.test(value) ? `"${value}"` : String(value);
}

function rowWords({ key, node, isRequired, kinds }: KeyRow): string {
  const absent = isRequired ? 'required' : 'optional';
  const fallback = node.default === undefined ? absent : `\`${shown(node.default)}\``;
  const only = kinds.length === 0 ? '' : `${kinds.map((kind) => `\`${kind}\``).join(', ')}: `;
  const examples = (node.examples ?? []).map((one) => `\`${shown(one)}\``);
  const such = examples.length === 0 ? '' : `. Example: ${examples.join(' or ')}`;
  const cells = [`\`${key}\``, typeWords(node), fallback, `${only}${node.description}${such}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** true for a section that only holds other keys: it has no row. */
function isPlainSection({ node }: KeyRow): boolean {
  return node.description === undefined && choices(node).some(({ type }) => type === 'object');
}

/** One key of several kinds, with all values that `kind` may have. */
function withAllKinds(row: KeyRow, all: readonly KeyRow[]): KeyRow {
  const [section = '', last] = row.key.split('.');
  if (last !== 'kind') return row;
  const parent = all.find(({ key }) => key === section)?.node ?? {};
  const holders = choices(parent).flatMap((one) => (one.items ? choices(one.items) : [one]));
  const isOptional = section === 'executor';
  return {
    ...row,
    isRequired: !isOptional,
    kinds: [],
    node: { ...row.node, const: undefined, enum: holders.flatMap((one) => kindOf(one) ?? []) },
  };
}

function belongs(row: KeyRow, { kind }: Table): boolean {
  if (kind === undefined) return true;
  const isCommon = row.key.endsWith('.kind');
  if (isCommon) return kind === 'local';
  return isOf(row.key, kind);
}

/** Whether a key of the executor is one of that kind's. */
function isOf(key: string, kind: string): boolean {
  const [section = '', name = ''] = key.split('.');
  const owners = choices(configNode().properties?.[section] ?? {}).filter((one) => one.properties?.[name]);
  return owners.some((one) => kindOf(one) === kind);
}

/**
 * The tables by the names of their markers.
 * @throws Error for a key that stands in no table, or has no meaning.
 */
export function configTables(): Record<string, string> {
  const all = keyRows();
  const rows = all.filter((row) => !isPlainSection(row)).map((row) => withAllKinds(row, all));
  const placed = Object.values(tables).flatMap(({ sections }) => sections);
  for (const { key, node } of rows) {
    const [section = ''] = key.split('.');
    if (!placed.includes(section))
      throw new Error(`${key} stands in no table: see test/docs/configTables.ts`);
    if (!node.description)
      throw new Error(`${key} has no meaning: give it .meta({ description }) in its schema`);
  }
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name,
      [
        '| key | type | default | meaning |',
        '| --- | --- | --- | --- |',
        ...table.sections
          .flatMap((section) => rows.filter((row) => row.key.split('.')[0] === section))
          .filter((row) => belongs(row, table))
          .map((row) => rowWords(table.kind === undefined ? row : { ...row, kinds: [] })),
      ].join('\n'),
    ]),
  );
}
