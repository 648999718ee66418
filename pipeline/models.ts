import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { missingAssets } from './assets.ts';
import { anyOf, asTyped, nearest } from './nearest.ts';
import { type ModelChoice, UserInputError } from './service.ts';

/** What this side needs of an entry of models.yml; the rest is for the fitter. */
const modelSchema = z.looseObject({
  kind: z.enum(['KN', 'GRB', 'SN', 'SC']),
  title: z.string().min(1),
  prior: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  prior_set: z.enum(['old', 'tuned']),
  default: z.boolean(),
  live_points: z.int().min(20).max(20000),
  resources: z.object({ minutes: z.number().positive() }),
  assets: z.array(z.object({ path: z.string().min(1) })).default([]),
});

const modelsFileSchema = z.looseObject({
  schema_version: z.literal(2),
  models: z.record(z.string().regex(/^[A-Za-z0-9_.-]+$/), modelSchema),
});

/** One model that can be fitted. */
export interface Model {
  name: string;
  kind: 'KN' | 'GRB' | 'SN' | 'SC';
  title: string;
  /** File in `priors/old` and `priors/tuned`, and which of the two where nobody says. */
  prior: string;
  priorSet: 'old' | 'tuned';
  /** Whether it is fitted to everything where the configuration names no models. */
  isDefault: boolean;
  /** Files that it needs and that are not there. */
  missing: string[];
  /** How long a fit of it may take, unless the configuration says otherwise. */
  timeLimitSeconds: number;
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
    missing: missingAssets(
      fitterDir,
      entry.assets.map((asset) => asset.path),
    ),
    timeLimitSeconds: entry.resources.minutes * 60,
    livePoints: entry.live_points,
    entry: JSON.stringify(entry),
  }));
}

/** The models in play, and how people name them. */
export class Models {
  /** What every new light curve is fitted with. */
  readonly inPlay: readonly Model[];
  /** What people can ask for. */
  readonly #askable: readonly Model[];
  readonly #all: readonly Model[];

  /**
   * @param all every model of models.yml.
   * @param enabled words for those in play, kinds or names, and nothing else can be asked for; null: the models that
   * are marked as default in models.yml and whose files are there, and all that can be fitted can be asked for.
   * @throws UserInputError for a word that is none, or a model whose files are missing.
   */
  constructor(all: readonly Model[], enabled: readonly string[] | null) {
    this.#all = all;
    this.#askable = all.filter((model) => model.missing.length === 0);
    this.inPlay = this.#askable.filter((model) => model.isDefault);
    if (enabled !== null) {
      this.inPlay = this.resolve(enabled);
      this.#askable = this.inPlay;
    }
    if (this.inPlay.length === 0) throw new UserInputError('No model is in play: enable at least one.');
  }

  /** The models as people choose them. */
  choices(): ModelChoice[] {
    return this.#askable.map((model) => ({
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
    const isOfKind = (model: Model) => model.kind === kind;
    return this.inPlay.find(isOfKind) ?? this.#askable.find(isOfKind);
  }

  #resolveWord(word: string): Model {
    const folded = word.trim().toLowerCase();
    const found =
      this.#defaultOf(folded.toUpperCase()) ??
      this.#askable.find((model) => model.name.toLowerCase() === folded);
    if (found) return found;
    const known = new Map<string, string>();
    for (const { model, kind, isDefaultOfKind } of this.choices()) {
      known.set(model, model);
      if (isDefaultOfKind) known.set(kind, `${kind} (${model})`);
    }
    const idle = this.#all.find(
      (model) => model.name.toLowerCase() === folded || model.kind.toLowerCase() === folded,
    );
    const lacking = this.#lacking(folded);
    if (lacking) {
      const files = lacking.missing.join(', ');
      throw new UserInputError(`${lacking.name} needs ${files}: \`./nmma assets fetch ${lacking.name}\`.`);
    }
    const [near] = idle ? [] : nearest(word, [...known.keys()], 1);
    if (near !== undefined) {
      throw new UserInputError(`No model ${asTyped(word)}: did you mean ${known.get(near)}?`);
    }
    const all = anyOf(this.choices().map(({ model, kind }) => `${kind} (${model})`));
    throw new UserInputError(
      idle ? `${idle.name} is not in play: expected ${all}.` : `No model ${asTyped(word)}: expected ${all}.`,
    );
  }

  /** The model that a word means and that lacks files, where no other of its kind can be fitted. */
  #lacking(folded: string): Model | undefined {
    const named = this.#all.find((model) => model.name.toLowerCase() === folded);
    const meant = named ?? this.#all.find((model) => model.kind.toLowerCase() === folded);
    return meant !== undefined && meant.missing.length > 0 ? meant : undefined;
  }
}
