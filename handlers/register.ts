import type { App } from '@slack/bolt';
import { registerFritz } from './actions/fritz.ts';
import { registerMute } from './actions/mute.ts';
import { registerRefit } from './actions/refit.ts';
import { registerUnmute } from './actions/unmute.ts';
import { registerCommands } from './commands/index.ts';
import type { HandlerDeps } from './deps.ts';
import { registerMention } from './events/mention.ts';
import { registerRefitModal } from './views/refit.ts';

export type { HandlerDeps, HandlerLog } from './deps.ts';

/** Connects everything that Slack can ask with what the pipeline can do. */
export function registerHandlers(app: App, deps: HandlerDeps): void {
  registerCommands(app, deps);
  registerRefit(app, deps);
  registerMute(app, deps);
  registerUnmute(app, deps);
  registerFritz(app);
  registerRefitModal(app, deps);
  registerMention(app, deps);
  app.error(async (error) => deps.log.error({ err: error }, 'a handler of Slack’s requests failed'));
}
