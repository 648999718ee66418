import type { App, BlockAction, StaticSelectAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { markAnswer, withdrawAnswer } from '../messages/opinions.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { classifyForm } from '../views/classifyForm.ts';

/** The choice *Your verdict…* under a message: kept at once, except that *Classified as…* asks for the class. */
export function registerOpinion(app: App, deps: HandlerDeps): void {
  const { service } = deps;
  app.action<BlockAction<StaticSelectAction>>(ids.opinion, async ({ ack, action, body, client, respond }) => {
    await ack();
    const by = body.user.id;
    const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
    const tell = (message: Message) => tellPerson(client, { channel, threadTs, user: by, respond }, message);
    const [word = '', objectName = ''] = (action.selected_option?.value ?? '').split(/:(.*)/s);
    try {
      await require(deps.permissions, by, 'mute');
      if (word === 'classified') {
        const view = classifyForm({ object: objectName, channel, threadTs });
        await client.views.open({ trigger_id: body.trigger_id, view });
      } else if (word === 'withdraw') {
        await tell(withdrawAnswer([service.withdraw({ objectName, by })]));
      } else if (word === 'interesting' || word === 'junk') {
        await tell(markAnswer([service.mark({ objectName, by, word, class: null, comment: null })]));
      }
    } catch (error) {
      await tell(failureAnswer(error, deps.log, `${word} of ${objectName}`));
    }
  });
}
