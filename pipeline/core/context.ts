import { existsSync } from 'node:fs';
import type { Change } from '../../db/events.ts';
import type { Db } from '../../db/open.ts';
import type { AppSettings } from '../api/views.ts';
import { fitterVersion, priorPath } from '../fitter/fitKey.ts';
import { settingsFor } from '../fitter/fitSettings.ts';
import { Contract } from '../fitter/jobFiles.ts';
import { loadModels, Models } from '../fitter/models.ts';
import type { Log } from '../shared/log.ts';
import { applyStoredModels, appSettings } from './appSettings.ts';
import { Incidents } from './incidents.ts';
import type { PipelineEvent, PipelineOptions } from './options.ts';

/** What every part of the pipeline is given. */
export interface Context {
  readonly db: Db;
  readonly options: PipelineOptions;
  readonly models: Models;
  readonly contract: Contract;
  readonly log: Log;
  readonly incidents: Incidents;
  /** What people changed of the configuration, over the configuration. */
  settings(): AppSettings;
  /** ISO 8601, UTC. */
  now(): string;
  /** Milliseconds of a clock that never jumps, for limits and pauses. */
  monotonicMs(): number;
  /** Who changes something, now. */
  change(actor?: string, why?: string): Change;
  emit(event: PipelineEvent): void;
}

/**
 * Makes the context, and checks that everything is there that every fit will need.
 * @throws Error in one sentence when models.yml, a prior file, a schema or the fitter's version is missing.
 */
export function createContext(options: PipelineOptions, emit: (event: PipelineEvent) => void): Context {
  const models = new Models(loadModels(options.fitterDir), options.modelsEnabled);
  for (const model of models.inPlay) {
    const prior = priorPath(options.fitterDir, model, settingsFor(model, options.fitDefaults).priorSet);
    if (!existsSync(prior)) throw new Error(`The prior file of ${model.name} is missing: ${prior}.`);
    fitterVersion(options.fitterDir, model);
  }
  applyStoredModels(options, models);
  const clock = options.clock ?? (() => new Date());
  const now = () => clock().toISOString();
  return {
    db: options.db,
    options,
    models,
    contract: new Contract(options.fitterDir),
    log: options.log,
    incidents: new Incidents(options.log, clock),
    settings: () => appSettings(options, models),
    now,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
    change: (actor = 'app', why) => ({ at: now(), actor, why }),
    emit,
  };
}
