import type { App } from '@slack/bolt';
import { z } from 'zod';
import { runCommand } from '../commands/runCommand.ts';
import type { HandlerDeps } from '../deps.ts';
import { withFormButton } from '../messages/fitFormButton.ts';
import { plainWords } from './plainWords.ts';

/** A message that a person wrote to the app; edits, deletions, files and what bots write are something else. */
const directSchema = z.object({
  channel_type: z.literal('im'),
  channel: z.string(),
  user: z.string(),
  text: z.string().default(''),
  thread_ts: z.string().optional(),
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
});

/** `/nmma status`, `nmma status` and `status` are the same. */
const ownName = /^\/?nmma(?:-bot)?[:,]?(?=\s|$)/i;

/** The words of `/nmma` in the conversation with the app, answered where they were written. */
export function registerDirectMessages(app: App, deps: HandlerDeps): void {
  app.event('message', async ({ event, client }) => {
    const parsed = directSchema.safeParse(event);
    if (!parsed.success) return;
    const { channel, user, text, thread_ts } = parsed.data;
    const answer = await runCommand(deps, plainWords(text).replace(ownName, ''), user, channel);
    // Only a gesture opens a window, and a message is none.
    const message = answer.form ? withFormButton(answer.message) : answer.message;
    await client.chat.postMessage({ channel, thread_ts, ...message });
  });
}
