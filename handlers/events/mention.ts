import type { App } from '@slack/bolt';
import { runCommand } from '../commands/runCommand.ts';
import type { HandlerDeps } from '../deps.ts';
import { withFormButton } from '../messages/fitFormButton.ts';

/**
 * `@nmma-bot status …`: the same words as `/nmma`, for threads, where Slack takes no slash commands. The answer
 * is for the person alone, or with `--share` a reply that everybody sees.
 */
export function registerMention(app: App, deps: HandlerDeps): void {
  app.event('app_mention', async ({ event, client, context }) => {
    const user = event.user;
    if (user === undefined) return;
    const me = new RegExp(`<@${context.botUserId ?? 'U[A-Z0-9]+'}(\\|[^>]*)?>`, 'g');
    const answer = await runCommand(deps, event.text.replace(me, ' '), user, event.channel);
    // Only a gesture opens a window, and a message is none.
    const message = answer.form ? withFormButton(answer.message) : answer.message;
    const place = { channel: event.channel, thread_ts: event.thread_ts };
    if (answer.isShared)
      await client.chat.postMessage({ ...place, thread_ts: event.thread_ts ?? event.ts, ...message });
    else await client.chat.postEphemeral({ ...place, user, ...message });
  });
}
