import { LineCounter, type Node, type ParsedNode, parseDocument, type YAMLParseError } from 'yaml';
import { z } from 'zod';
import { nearest } from '../../pipeline/shared/suggest.ts';
import { UsageError } from './usageError.ts';

/** Keys under their names in the old scripts and on the command line, by the name that config.yml has. */
const otherNames: Record<string, string> = {
  nlive: 'livePoints',
  neff: 'effectiveSamples',
  error_budget: 'errorBudget',
  'error-budget': 'errorBudget',
  prior: 'priorSet',
  priors: 'priorSet',
  trigger: 'triggerJd',
  limits: 'useLimits',
  mwebv: 'milkyWayEbv',
  Ebv: 'ebv',
  partition: 'resources',
  cron: 'schedule',
  directory: 'folder',
  path: 'folder',
};

/** A YAML file, and where its values stand. */
export interface ParsedYaml {
  value: unknown;
  /** The line, from 1, of a key or of the nearest one above it that is there; null: the file has none of them. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

function yamlSentence(error: YAMLParseError, text: string, lines: LineCounter): string {
  const { line } = lines.linePos(error.pos[0]);
  const found = (text.split('\n')[line - 1] ?? '').trim();
  const where = `line ${line}: `;
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[-\s{]*("[^"]*"|'[^']*'|[^:\s]+)\s*:/.exec(found)?.[1] ?? found;
    return `${where}the key ${key} stands twice: keep one of them.`;
  }
  if (error.code === 'BAD_ALIAS' || /:\s*\*/.test(found)) {
    return `${where}a value that begins with * must stand in quotes, such as "*/30 * * * *"; found ${found}`;
  }
  if (error.code === 'TAB_AS_INDENT') return `${where}a tab indents it: YAML takes blanks only.`;
  return `${where}this is not valid YAML (${(error.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')}): ${found}`;
}

/**
 * Parses YAML and remembers where each value stands.
 * @throws UsageError in one sentence with the file, the line and what was found there.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new UsageError(`${file}, ${yamlSentence(error, text, lines)}`);
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    // An alias without its anchor: `pull: */30 * * * *`.
    const index = text.split('\n').findIndex((line) => /:\s*\*/.test(line));
    throw new UsageError(
      `${file}, line ${index + 1}: a value that begins with * must stand in quotes, such as "*/30 * * * *"; ` +
        `found ${(text.split('\n')[index] ?? '').trim()}`,
    );
  }
  const startOf = (path: readonly PropertyKey[]): number | null => {
    const node: Node | undefined = document.getIn(path, true) as ParsedNode | undefined;
    return node?.range ? lines.linePos(node.range[0]).line : null;
  };
  return {
    value,
    lineOf: (path) => {
      for (let most = path.length; most > 0; most -= 1) {
        const line = startOf(path.slice(0, most));
        if (line !== null) return line;
      }
      return null;
    },
  };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A schema without what only changes how it is read. */
function unwrapped(schema: unknown): unknown {
  let inner = schema;
  for (;;) {
    if (inner instanceof z.ZodPipe) inner = inner.in instanceof z.ZodTransform ? inner.out : inner.in;
    else if (
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault ||
      inner instanceof z.ZodExactOptional ||
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodNullable
    ) {
      inner = inner.unwrap();
    } else return inner;
  }
}

/** The option of a choice by `kind` that a value has chosen. */
function chosen(schema: unknown, value: unknown): unknown {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const kind = valueAt(value, ['kind']) ?? 'local';
  return schema.options.find(
    (option) => option instanceof z.ZodObject && option.shape.kind?.safeParse(kind).success,
  );
}

/** The schema of a key below another one. */
function below(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

/** Names of the keys that a part of the configuration may have; empty where any may stand. */
function knownKeys(root: z.ZodType, path: readonly PropertyKey[], whole: unknown): string[] {
  let schema = chosen(unwrapped(root), whole);
  for (const [index, key] of path.entries()) {
    schema = chosen(unwrapped(below(schema, key)), valueAt(whole, path.slice(0, index + 1)));
  }
  if (schema instanceof z.ZodRecord) {
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const typeNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  boolean: 'true or false',
};

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid input')
        ? (typeNames[issue.expected] ?? issue.expected)
        : issue.message;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? 'another form: see docs/configuration.md' : issue.message;
    default:
      return issue.message;
  }
}

/**
 * One sentence for one thing that is wrong: file, line, key, what was found, what was expected, what is near.
 * @param root the schema of the whole file.
 */
export function configSentence(
  issue: z.core.$ZodIssue,
  parsed: ParsedYaml,
  file: string,
  root: z.ZodType,
): string {
  const at = (path: readonly PropertyKey[]) => {
    const line = parsed.lineOf(path);
    return line === null ? file : `${file}, line ${line}`;
  };
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(root, issue.path, parsed.value);
    const path = [...issue.path, key];
    const other = otherNames[key];
    const near = other !== undefined && known.includes(other) ? other : nearest(key, known, 1)[0];
    const expected = known.length === 0 ? 'none' : known.join(', ');
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return `${at(path)}: there is no key ${path.join('.')}: expected ${expected}.${hint}`;
  }
  const found = shown(valueAt(parsed.value, issue.path));
  const key = issue.path.join('.') || 'the file';
  return `${at(issue.path)}: ${key} is ${found}: expected ${expectedOf(issue)}.`;
}
