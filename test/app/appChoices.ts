import type { AppChoices } from '../../app/appState.ts';
import { rateOdds } from '../../pipeline/fits/priorOdds.ts';
import { channel } from '../pipeline/pipelineExamples.ts';

/** What an app was started with whose configuration says nothing but its channel. */
export const plainChoices: AppChoices = {
  channel,
  audience: [],
  models: null,
  fitDefaults: {},
  postThreshold: null,
  priorOdds: rateOdds,
  portalUrl: null,
  workspaceUrl: null,
};
