import { existsSync } from 'node:fs';
import { addFit, addReusedFit, findOpenFit, findSucceededFit, type NewFit } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import { getObject, type ObjectRow } from '../../db/objects.ts';
import type { Context } from '../core/context.ts';
import { fitKey, priorPath } from '../fitter/fitKey.ts';
import { type FitSettings, type FitSettingsOverride, settingsFor } from '../fitter/fitSettings.ts';
import type { Model } from '../fitter/models.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** A fit that may be asked for, and what there is of it already. */
export interface FitWish {
  model: Model;
  settings: FitSettings;
  key: string;
  /** The same fit, not ended. */
  open: { id: number; runId: number } | null;
  /** The same fit, succeeded; always null when it shall be run again in any case. */
  succeeded: { id: number } | null;
}

/**
 * Looks what there is of the fits of a light curve with some models.
 * @throws UserInputError for a setting that is out of bounds, or priors that a model does not have.
 */
export function fitWishes(
  context: Context,
  curve: LightCurveRow,
  models: readonly Model[],
  overrides: FitSettingsOverride,
  force: boolean,
): FitWish[] {
  const { db, options } = context;
  const { name, position } = getObject(db, curve.objectId);
  return models.map((model) => {
    const settings = settingsFor(model, { position }, options.fitDefaults, overrides);
    if (!existsSync(priorPath(options.fitterDir, model, settings.priorSet))) {
      throw new UserInputError(
        `${model.name} has no priors of the set ${settings.priorSet}: expected ${model.priorSet}.`,
      );
    }
    const key = fitKey(options.fitterDir, name, curve.sha256, model, settings);
    const open = findOpenFit(db, key) ?? null;
    const succeeded = force ? null : (findSucceededFit(db, key) ?? null);
    return { model, settings, key, open, succeeded };
  });
}

/** Writes a wish down as a fit of a run: queued, or answered at once by the one that succeeded. @returns its id. */
export function askFit(
  context: Context,
  wish: FitWish,
  of: { runId: number; object: ObjectRow; curve: LightCurveRow; requestedBy: string | null },
): { fitId: number; isReused: boolean } {
  const change = context.change(of.requestedBy ?? 'app');
  const fit: NewFit = {
    runId: of.runId,
    objectId: of.object.id,
    lightCurveId: of.curve.id,
    model: wish.model.name,
    kind: wish.model.kind,
    settings: JSON.stringify(wish.settings),
    fitKey: wish.key,
    requestedBy: of.requestedBy,
  };
  if (wish.succeeded) {
    const reused = addReusedFit(context.db, fit, wish.succeeded.id, change);
    if (reused !== undefined) return { fitId: reused, isReused: true };
  }
  return { fitId: addFit(context.db, fit, change), isReused: false };
}
