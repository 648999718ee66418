import type { App, BlockAction, StaticSelectAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { markAnswer, withdrawAnswer } from '../messages/opinions.ts';
import { ids } from '../messages/parts.ts';
import { unwatchAnswer, watchAnswer } from '../messages/watches.ts';
import { require, requireSight } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { type ClassifyPlace, classifyForm } from '../views/classifyForm.ts';

/** Does what was chosen. @returns what the person is told; null: a window says it. */
async function choose(
  deps: HandlerDeps,
  word: string,
  by: string,
  of: { place: ClassifyPlace; client: App['client']; triggerId: string },
): Promise<Message | null> {
  const { service, permissions } = deps;
  const { object: objectName } = of.place;
  if (word === 'follow' || word === 'unfollow') {
    await requireSight(deps, by, objectName);
    const watched = { object: objectName };
    if (word === 'follow') return watchAnswer([service.watch({ watched, by })]);
    return unwatchAnswer(service.unwatch({ watched, by }));
  }
  await require(permissions, by, 'mute');
  if (word === 'classified') {
    await of.client.views.open({ trigger_id: of.triggerId, view: classifyForm(of.place) });
    return null;
  }
  if (word === 'withdraw') return withdrawAnswer([service.withdraw({ objectName, by })]);
  if (word !== 'interesting' && word !== 'junk') throw new Error(`There is no choice ${word}.`);
  return markAnswer([service.mark({ objectName, by, word, class: null, comment: null })]);
}

/**
 * The choice *Judge or follow…* under a message: kept at once, except that *Classified as…* asks for the class. Who may
 * mute may judge; who may see the object may follow it.
 */
export function registerOpinion(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<StaticSelectAction>>(ids.opinion, async ({ ack, action, body, client, respond }) => {
    await ack();
    const user = body.user.id;
    const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
    const tell = (message: Message) => tellPerson(client, { channel, threadTs, user, respond }, message);
    const [word = '', object = ''] = (action.selected_option?.value ?? '').split(/:(.*)/s);
    const of = { place: { object, channel, threadTs }, client, triggerId: body.trigger_id };
    try {
      const message = await choose(deps, word, user, of);
      if (message) await tell(message);
    } catch (error) {
      await tell(failureAnswer(error, deps.log, `${word} of ${object}`));
    }
  });
}
