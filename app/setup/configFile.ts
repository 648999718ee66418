import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Document, isMap, isNode, isPair, isScalar, type Node, type Pair, parseDocument } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../config/config.ts';
import { inRoot, project } from '../paths.ts';

/** The example as the beginning of a file of one's own. */
function exampleFor(path: string): string {
  const schema = join(project, 'config.schema.json');
  const named = relative(dirname(resolve(path)), schema).startsWith('..') ? schema : './config.schema.json';
  return readFileSync(inRoot('config.example.yml'), 'utf8')
    .replace('$schema=./config.schema.json', `$schema=${named}`)
    .replace('Copy this file to config.yml. ', '');
}

/** Keys of the example whose values are nobody's. */
const placeholders = ['channel', 'channels', 'sources'];
const audienceSchema = z.array(z.looseObject({ id: z.string() })).catch([]);

/** One section as YAML: lists of sections a line each. */
function sectionText(key: string, value: unknown): string {
  const document = new Document({ [key]: value });
  const list = document.get(key);
  if (isNode(list) && key === 'channels' && 'items' in list && Array.isArray(list.items)) {
    for (const item of list.items) if (isMap(item)) item.flow = true;
  }
  return document.toString({ lineWidth: 120 }).trimEnd();
}

function isValue(value: unknown): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

/**
 * A config.yml that is changed. Only the sections that somebody asks to change are written anew; the rest of the text stays
 * as it is, comments and blanks too.
 */
export class ConfigFile {
  readonly path: string;
  /** Whether the file was there before. */
  readonly isThere: boolean;
  #text: string;
  #unset: ReadonlySet<string>;

  /** @param path of the file; one that is not there begins as config.example.yml, with its comments. */
  constructor(path: string) {
    this.path = path;
    this.isThere = existsSync(path);
    this.#text = this.isThere ? readFileSync(path, 'utf8') : exampleFor(path);
    this.#unset = new Set(this.isThere ? [] : placeholders);
  }

  /** What a key says; undefined: nothing. */
  get(key: string, inner?: string): unknown {
    if (this.#unset.has(key)) return undefined;
    const whole: unknown = parseDocument(this.#text).toJS();
    const value = typeof whole === 'object' && whole !== null ? Reflect.get(whole, key) : undefined;
    if (inner === undefined) return value;
    return typeof value === 'object' && value !== null ? Reflect.get(value, inner) : undefined;
  }

  /** Says something else; the comment behind a text or number stays. */
  set(key: string, value: unknown): void {
    this.#unset = new Set([...this.#unset].filter((one) => one !== key));
    const pair = this.#pairOf(key);
    if (pair === null) {
      this.#text = `${this.#text.trimEnd()}\n${sectionText(key, value)}\n`;
      return;
    }
    const old = pair.value;
    if (isScalar(old) && old.range && isValue(value)) {
      this.#replace(old.range[0], old.range[1], new Document(value).toString().trimEnd());
      return;
    }
    const [from, to] = this.#rangeOf(pair);
    this.#replace(from, to, sectionText(key, value));
  }

  /** Takes a key away. */
  remove(key: string): void {
    const pair = this.#pairOf(key);
    if (pair === null) return;
    const [from, to] = this.#rangeOf(pair);
    // The end of its line too.
    const rest = this.#text.slice(to);
    this.#replace(from, to + (/^[^\S\n]*\n/.exec(rest)?.[0].length ?? 0), '');
  }

  /** Whose data a channel may see; entries of other channels stay. */
  setAudience(channel: string, sees: readonly string[]): void {
    const others = audienceSchema.parse(this.get('channels') ?? []).filter(({ id }) => id !== channel);
    this.set('channels', [...others, { id: channel, sees: [...sees] }]);
  }

  #pairOf(key: string): Pair<unknown, unknown> | null {
    const { contents } = parseDocument(this.#text);
    if (!isMap(contents)) return null;
    const found = contents.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === key);
    return found ?? null;
  }

  /** Where a section stands, without the blanks and comments that follow it. */
  #rangeOf(pair: Pair<unknown, unknown>): [from: number, to: number] {
    const [from = 0, keyEnd = 0] = (pair.key as Node).range ?? [];
    const valueEnd = isNode(pair.value) ? (pair.value.range?.[1] ?? keyEnd) : keyEnd;
    const own = this.#text.slice(from, valueEnd).replace(/(?:\s|\n[^\S\n]*#.*)+$/, '');
    return [from, from + own.length];
  }

  #replace(from: number, to: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
  }

  /** Writes it whole. @throws UsageError, one sentence a mistake; nothing is written then. */
  write(): void {
    for (const key of this.#unset) this.remove(key);
    parseConfig(this.#text, this.path);
    writeFileSync(`${this.path}.new`, this.#text);
    renameSync(`${this.path}.new`, this.path);
  }
}
