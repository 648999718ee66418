import type { App } from '@slack/bolt';
import { ids } from '../messages/parts.ts';

/** A link button tells the app too; without an acknowledgement Slack shows a warning beside it. */
export function registerFritz(app: App): void {
  app.action(ids.fritz, async ({ ack }) => ack());
  app.action(ids.openPost, async ({ ack }) => ack());
}
