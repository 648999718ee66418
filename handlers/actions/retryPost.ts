import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { notice } from '../messages/notice.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';

/** *Try again* under a message that could not be sent, in status, App Home and the daily summary. */
export function registerRetryPost(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${ids.retryPost}_\\d+$`),
    async ({ ack, action, body, client, respond }) => {
      await ack();
      const user = body.user.id;
      const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
      const tell = (message: Message) => tellPerson(client, { channel, threadTs, user, respond }, message);
      try {
        await require(deps.permissions, user, 'fit');
        const what = deps.service.retryPost({ postId: Number(action.value), by: user });
        await tell(notice(`It is sent once more: ${what}.`));
      } catch (error) {
        await tell(failureAnswer(error, deps.log, `sending post ${action.value} again`));
      }
    },
  );
}
