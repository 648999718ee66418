import { setSettingValue } from '../../db/settings.ts';
import type { AppSettings } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { UserInputError } from '../shared/userInputError.ts';

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
