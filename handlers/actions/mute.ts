import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { mute as muteMessage } from '../messages/muting.ts';
import { ids } from '../messages/parts.ts';
import { pressed } from './muting.ts';

/** *Mute* mutes at once; the message then says who did, with a way back. */
export function registerMute(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.mute, async (press) => {
    await press.ack();
    await pressed(press, deps, (objectName, by) => {
      const outcome = deps.service.mute({ objectName, by, reason: null, until: null });
      return { shownBy: outcome.mutedBy, answer: outcome.changed ? null : muteMessage(outcome), outcome };
    });
  });
}
