import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { unmute as unmuteMessage } from '../messages/muting.ts';
import { ids } from '../messages/parts.ts';
import { pressed } from './muting.ts';

/** *Unmute* takes a mute back at once; the message then has *Mute* again. */
export function registerUnmute(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.unmute, async (press) => {
    await press.ack();
    await pressed(press, deps, (objectName, by) => {
      const outcome = deps.service.unmute({ objectName, by });
      return { shownBy: null, answer: unmuteMessage(outcome), outcome };
    });
  });
}
