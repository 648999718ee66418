import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { asTyped, nearest } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';
import { anyOf } from '../shared/words.ts';
import { missingAssets, missingWords } from './assets.ts';

/** What this side needs of an entry of models.yml; the rest is for the fitter. */
const modelSchema = z.looseObject({
  kind: z.enum(['KN', 'GRB', 'SN', 'SC', 'NONE']),
  title: z.string().min(1),
  prior: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  prior_set: z.enum(['old', 'tuned']),
  default: z.boolean(),
  live_points: z.int().min(20).max(20000),
  resources: z.object({
    cpus: z.int().min(1),
    memory_mb: z.int().min(1),
    minutes: z.number().positive(),
  }),
  filters: z.union([z.literal('any'), z.array(z.string().min(1))]).default([]),
  assets: z.array(z.object({ path: z.string().min(1) })).default([]),
  replaces: z.record(z.string(), z.string().min(1)).default({}),
});

const modelsFileSchema = z.looseObject({
  schema_version: z.literal(2),
  models: z.record(z.string().regex(/^[A-Za-z0-9_.-]+$/), modelSchema),
});

/** One model that can be fitted. */
export interface Model {
  name: string;
  kind: 'KN' | 'GRB' | 'SN' | 'SC' | 'NONE';
  title: string;
  /** File in `priors/old` and `priors/tuned`, and which of the two where nobody says. */
  prior: string;
  priorSet: 'old' | 'tuned';
  /** Whether it is fitted to everything where the configuration names no models. */
  isDefault: boolean;
  /** Filters that it can be fitted in; `any`: those within its wavelengths, as the fitter finds out. */
  filters: 'any' | readonly string[];
  /** Retired models that it stands in for, and why each was retired. */
  replaces?: Readonly<Record<string, string>>;
  /** Files that it needs, below the folder of models' files. */
  assets: string[];
  /** Those of them that are not there now. */
  readonly missing: string[];
  /** How long a fit of it may take, unless the configuration says otherwise. */
  timeLimitSeconds: number;
  /** What one fit of it takes on a cluster. */
  cpus: number;
  memoryMB: number;
  livePoints: number;
  /** The whole entry of models.yml as JSON: what a fit depends on. */
  entry: string;
}

/**
 * Reads models.yml.
 * @param fitterDir the folder that it is in.
 * @returns every model, in the file's order.
 * @throws Error naming the file and the key that is wrong.
 */
export function loadModels(fitterDir: string): Model[] {
  const path = join(fitterDir, 'models.yml');
  const parsed = modelsFileSchema.safeParse(parse(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong form'}`);
  }
  return Object.entries(parsed.data.models).map(([name, entry]) => ({
    name,
    kind: entry.kind,
    title: entry.title,
    prior: entry.prior,
    priorSet: entry.prior_set,
    isDefault: entry.default,
    filters: entry.filters,
    replaces: entry.replaces,
    assets: entry.assets.map(({ path }) => path),
    // Looked at anew each time: `./nmma assets fetch` may bring them while the app runs.
    get missing() {
      return missingAssets(
        fitterDir,
        entry.assets.map((asset) => asset.path),
      );
    },
    timeLimitSeconds: entry.resources.minutes * 60,
    cpus: entry.resources.cpus,
    memoryMB: entry.resources.memory_mb,
    livePoints: entry.live_points,
    entry: JSON.stringify(entry),
  }));
}

const isComplete = (model: Model) => model.missing.length === 0;

/** The models in play, and how people name them. */
export class Models {
  #inPlay: readonly Model[];
  /** Every model of models.yml, in its order. */
  readonly all: readonly Model[];

  /**
   * @param all every model of models.yml.
   * @param enabled words for those in play, kinds or names; null: the models that are marked as default in models.yml
   * and whose files are there. People can ask for the others all the same.
   * @throws UserInputError for a word that is none, or a model whose files are missing.
   */
  constructor(all: readonly Model[], enabled: readonly string[] | null) {
    this.all = all;
    this.#inPlay = all.filter((model) => model.isDefault && isComplete(model));
    if (enabled !== null) this.play(enabled);
    if (this.inPlay.length === 0) throw new UserInputError('No model is in play: enable at least one.');
  }

  /** What every new light curve is fitted with. */
  get inPlay(): readonly Model[] {
    return this.#inPlay;
  }

  /**
   * Puts others into play.
   * @throws UserInputError for a word that is none, a model whose files are missing, or no word at all.
   */
  play(words: readonly string[]): void {
    if (words.length === 0) throw new UserInputError('No model is in play: enable at least one.');
    this.#inPlay = this.resolve(words);
  }

  /** The models that can be fitted now, as people choose them. */
  choices(): ModelChoice[] {
    return this.all.filter(isComplete).map((model) => ({
      model: model.name,
      kind: model.kind,
      title: model.title,
      isInPlay: this.inPlay.includes(model),
      isDefaultOfKind: this.#defaultOf(model.kind) === model,
    }));
  }

  /** The model of that exact name, in play or not; undefined when models.yml has none. */
  find(name: string): Model | undefined {
    return this.all.find((model) => model.name === name);
  }

  /**
   * The models that words stand for: kinds or names, without regard to case; each once, in models.yml's order.
   * @throws UserInputError with the nearest word for one that is none, or naming the files that a model lacks.
   */
  resolve(words: readonly string[]): Model[] {
    const chosen = new Set(words.map((word) => this.#resolveWord(word)));
    return this.all.filter((model) => chosen.has(model));
  }

  /** What a kind means: its first model in play, else its first whose files are there, else its first. */
  #defaultOf(kind: string): Model | undefined {
    const isOfKind = (model: Model) => model.kind === kind;
    const ofKind = this.all.filter(isOfKind);
    return this.inPlay.find(isOfKind) ?? ofKind.find(isComplete) ?? ofKind[0];
  }

  #resolveWord(word: string): Model {
    const folded = word.trim().toLowerCase();
    const found =
      this.#defaultOf(folded.toUpperCase()) ?? this.all.find((model) => model.name.toLowerCase() === folded);
    if (found && isComplete(found)) return found;
    if (found) throw new UserInputError(missingWords(found));
    for (const { name, replaces = {} } of this.all) {
      const retired = Object.keys(replaces).find((one) => one.toLowerCase() === folded);
      if (retired === undefined) continue;
      throw new UserInputError(`${retired} was retired (${replaces[retired]}): use ${name}.`);
    }
    const known = new Map<string, string>();
    for (const { name, kind } of this.all) {
      known.set(name, name);
      known.set(kind, `${kind} (${this.#defaultOf(kind)?.name})`);
    }
    const [near] = nearest(word, [...known.keys()], 1);
    if (near !== undefined) {
      throw new UserInputError(`No model ${asTyped(word)}: did you mean ${known.get(near)}?`);
    }
    const all = anyOf(this.choices().map(({ model, kind }) => `${kind} (${model})`));
    throw new UserInputError(`No model ${asTyped(word)}: expected ${all}.`);
  }
}

/** A model as people choose it. */
export interface ModelChoice {
  model: string;
  kind: string;
  title: string;
  /** true for a model that every new light curve is fitted with. */
  isInPlay: boolean;
  /** true for the model that the bare kind means. */
  isDefaultOfKind: boolean;
}
