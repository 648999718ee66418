import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { anyOf, asTyped, nearest } from './nearest.ts';
import { type ModelChoice, UserInputError } from './service.ts';

/** What this side needs of an entry of models.yml; the rest is for the fitter. */
const modelSchema = z.looseObject({
  kind: z.enum(['KN', 'GRB', 'SN', 'SC']),
  title: z.string().min(1),
  prior: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  live_points: z.int().min(20).max(20000),
});

const modelsFileSchema = z.looseObject({
  schema_version: z.literal(1),
  models: z.record(z.string().regex(/^[A-Za-z0-9_.-]+$/), modelSchema),
});

/** One model that can be fitted. */
export interface Model {
  name: string;
  kind: 'KN' | 'GRB' | 'SN' | 'SC';
  title: string;
  /** File in `priors/`. */
  prior: string;
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
    livePoints: entry.live_points,
    entry: JSON.stringify(entry),
  }));
}

/** The models in play, and how people name them. */
export class Models {
  readonly inPlay: readonly Model[];
  readonly #all: readonly Model[];

  /**
   * @param all every model of models.yml.
   * @param enabled words for those in play, kinds or names; null: all.
   * @throws UserInputError for a word that is none.
   */
  constructor(all: readonly Model[], enabled: readonly string[] | null) {
    this.#all = all;
    this.inPlay = all;
    if (enabled !== null) {
      const chosen = new Set(this.resolve(enabled));
      this.inPlay = all.filter((model) => chosen.has(model));
    }
    if (this.inPlay.length === 0) throw new UserInputError('No model is in play: enable at least one.');
  }

  /** The models in play as people choose them. */
  choices(): ModelChoice[] {
    return this.inPlay.map((model) => ({
      model: model.name,
      kind: model.kind,
      title: model.title,
      isDefaultOfKind: this.#defaultOf(model.kind) === model,
    }));
  }

  /** The model of that exact name, in play or not; undefined when models.yml has none. */
  find(name: string): Model | undefined {
    return this.#all.find((model) => model.name === name);
  }

  /**
   * The models that words stand for: kinds or names, without regard to case; each once, in models.yml's order.
   * @throws UserInputError with the nearest word for one that is none.
   */
  resolve(words: readonly string[]): Model[] {
    const chosen = new Set(words.map((word) => this.#resolveWord(word)));
    return this.#all.filter((model) => chosen.has(model));
  }

  #defaultOf(kind: string): Model | undefined {
    return this.inPlay.find((model) => model.kind === kind);
  }

  #resolveWord(word: string): Model {
    const folded = word.trim().toLowerCase();
    const found =
      this.#defaultOf(folded.toUpperCase()) ??
      this.inPlay.find((model) => model.name.toLowerCase() === folded);
    if (found) return found;
    const known = new Map<string, string>();
    for (const { model, kind, isDefaultOfKind } of this.choices()) {
      known.set(model, model);
      if (isDefaultOfKind) known.set(kind, `${kind} (${model})`);
    }
    const idle = this.#all.find(
      (model) => model.name.toLowerCase() === folded || model.kind.toLowerCase() === folded,
    );
    const [near] = idle ? [] : nearest(word, [...known.keys()], 1);
    if (near !== undefined) {
      throw new UserInputError(`No model ${asTyped(word)}: did you mean ${known.get(near)}?`);
    }
    const all = anyOf(this.choices().map(({ model, kind }) => `${kind} (${model})`));
    throw new UserInputError(
      idle ? `${idle.name} is not in play: expected ${all}.` : `No model ${asTyped(word)}: expected ${all}.`,
    );
  }
}
