import type { FitDefaults } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { commonSettings, settingsFor } from '../fitter/fitSettings.ts';

/** @see PipelineService.fitDefaults */
export function fitDefaults({ models, options }: Context): FitDefaults {
  const { tmin, tmax, useLimits, fixTrigger, triggerJd } = { ...commonSettings, ...options.fitDefaults };
  return {
    livePoints: models.inPlay.map((model) => ({
      model: model.name,
      livePoints: settingsFor(model, options.fitDefaults).livePoints,
    })),
    tmin,
    tmax,
    useLimits,
    fixTrigger,
    triggerJd,
    priorSet: options.fitDefaults.priorSet ?? null,
  };
}
