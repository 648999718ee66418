import type { App } from '@slack/bolt';
import { registerFitWindow } from './actions/fitWindow.ts';
import { registerFritz } from './actions/fritz.ts';
import { registerMute } from './actions/mute.ts';
import { registerOpinion } from './actions/opinion.ts';
import { registerRefit } from './actions/refit.ts';
import { registerRetryPost } from './actions/retryPost.ts';
import { registerSettings } from './actions/settings.ts';
import { registerSteer } from './actions/steer.ts';
import { registerUnwatch } from './actions/unwatch.ts';
import { registerCommands } from './commands/index.ts';
import type { HandlerDeps } from './deps.ts';
import { registerDirectMessages } from './events/directMessage.ts';
import { registerMention } from './events/mention.ts';
import { registerUnfurl } from './events/unfurl.ts';
import type { HomeKeeper } from './home/keeper.ts';
import { registerHome } from './home/register.ts';
import { registerOnceOnly } from './onceOnly.ts';
import { registerShortcuts } from './shortcuts/fitThis.ts';
import { registerNewFit } from './shortcuts/newFit.ts';
import { registerClassifyForm } from './views/classifySubmission.ts';
import { registerFitForm } from './views/fitSubmission.ts';
import { registerMuteForm } from './views/muteSubmission.ts';

export type { Log } from '../pipeline/shared/log.ts';
export type { HandlerDeps } from './deps.ts';

/**
 * Connects everything that Slack can ask with what the pipeline can do.
 * @returns what keeps App Home up to date; the caller starts and stops it.
 */
export function registerHandlers(app: App, deps: HandlerDeps): HomeKeeper {
  registerOnceOnly(app, deps.log);
  registerCommands(app, deps);
  registerRefit(app, deps);
  registerMute(app, deps);
  registerOpinion(app, deps);
  registerUnwatch(app, deps);
  registerClassifyForm(app, deps);
  registerFitWindow(app, deps);
  registerSteer(app, deps);
  registerRetryPost(app, deps);
  registerFritz(app);
  registerFitForm(app, deps);
  registerMuteForm(app, deps);
  registerMention(app, deps);
  registerDirectMessages(app, deps);
  if (deps.unfurl) registerUnfurl(app, deps, deps.unfurl);
  registerShortcuts(app, deps);
  registerNewFit(app, deps);
  registerSettings(app, deps);
  const home = registerHome(app, deps);
  app.error(async (error) => deps.log.error({ err: error }, 'a handler of Slack’s requests failed'));
  return home;
}
