import { z } from 'zod';
import { setSettingValue, storedSettingValues } from '../db/settings.ts';
import type { Context } from './context.ts';
import type { Models } from './models.ts';
import type { PipelineOptions } from './options.ts';
import { UserInputError } from './service.ts';
import type { AppSettings } from './summaries.ts';

const stored = {
  modelsInPlay: z.array(z.string()).min(1),
  postThreshold: z.number().nullable(),
};

function readStored<T>(options: PipelineOptions, key: string, schema: z.ZodType<T>): T | undefined {
  const value = storedSettingValues(options.db).get(key);
  return value === undefined ? undefined : schema.parse(JSON.parse(value));
}

/** What is in force: what people changed, else the configuration. */
export function appSettings(options: PipelineOptions, models: Models): AppSettings {
  const changed = readStored(options, 'postThreshold', stored.postThreshold);
  return {
    modelsInPlay: models.inPlay.map((model) => model.name),
    postThreshold: changed === undefined ? (options.postThreshold ?? null) : changed,
  };
}

/** Puts the models into play that people chose before; a choice that no longer can be is logged and left. */
export function applyStoredModels(options: PipelineOptions, models: Models): void {
  const words = readStored(options, 'modelsInPlay', stored.modelsInPlay);
  if (words === undefined) return;
  try {
    models.play(words);
  } catch (error) {
    if (!(error instanceof UserInputError)) throw error;
    options.log.warn(
      { models: words },
      `The models that people chose cannot all be played: ${error.message}`,
    );
  }
}

/** @see PipelineService.changeSettings */
export function changeSettings(
  context: Context,
  request: { by: string; change: Partial<AppSettings> },
): AppSettings {
  const { db, models } = context;
  const { modelsInPlay, postThreshold } = request.change;
  const isNumber = postThreshold === undefined || postThreshold === null || Number.isFinite(postThreshold);
  if (!isNumber) throw new UserInputError('The threshold is no number: expected a ΔlnZ, or nothing.');
  if (modelsInPlay !== undefined) models.play(modelsInPlay);
  const change = context.change(request.by);
  db.transaction(() => {
    if (modelsInPlay !== undefined) {
      const names = models.inPlay.map((model) => model.name);
      setSettingValue(db, 'modelsInPlay', JSON.stringify(names), change);
    }
    if (postThreshold !== undefined) {
      setSettingValue(db, 'postThreshold', JSON.stringify(postThreshold), change);
    }
  })();
  return context.settings();
}
