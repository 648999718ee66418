import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { ids } from '../messages/parts.ts';
import { unwatchAnswer } from '../messages/watches.ts';
import { tellPerson } from '../tellPerson.ts';

/** *Stop* under a direct message about something watched, and in App Home. */
export function registerUnwatch(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${ids.unwatch}_\\d+$`),
    async ({ ack, action, body, client, respond }) => {
      await ack();
      const by = body.user.id;
      const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
      const tell = (message: Message) =>
        tellPerson(client, { channel, threadTs, user: by, respond }, message);
      const [what = '', name = ''] = (action.value ?? '').split(/:(.*)/s);
      try {
        const watched = what === 'kind' ? { kind: name } : { object: name };
        await tell(unwatchAnswer(deps.service.unwatch({ watched, by })));
      } catch (error) {
        await tell(failureAnswer(error, deps.log, `unwatch ${name}`));
      }
    },
  );
}
