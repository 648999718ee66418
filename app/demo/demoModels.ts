import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { inRoot } from '../paths.ts';

const modelsSchema = z.object({
  models: z.record(z.string(), z.object({ demo: z.boolean().default(false) })),
});

/** Names of the models that need no download. @throws Error when `models.yml` has none. */
export function demoModels(): string[] {
  const { models } = modelsSchema.parse(parse(readFileSync(inRoot('fitter', 'models.yml'), 'utf8')));
  const names = Object.entries(models).flatMap(([name, model]) => (model.demo ? [name] : []));
  if (names.length === 0) throw new Error('fitter/models.yml marks no model with demo: true');
  return names;
}
