import { z } from 'zod';
import { storedSettingValues } from '../../db/settings.ts';
import type { AppSettings } from '../api/views.ts';
import type { Models } from '../fitter/models.ts';
import { UserInputError } from '../shared/userInputError.ts';
import type { PipelineOptions } from './options.ts';

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
