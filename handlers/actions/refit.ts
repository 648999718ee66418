import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { openFitForm } from '../views/openFitForm.ts';

/** *Refit…* opens the form; also in App Home, where there is no message to answer. */
export function registerRefit(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.refit, async ({ ack, action, body, client, respond }) => {
    await ack();
    const objectName = action.value ?? null;
    const user = body.user.id;
    const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
    try {
      await require(deps.permissions, user, 'fit');
      await openFitForm({ client, triggerId: body.trigger_id, deps }, { objectName, channel, threadTs });
    } catch (error) {
      const answer = failureAnswer(error, deps.log, 'opening the fit form');
      await tellPerson(client, { channel, threadTs, user, respond }, answer);
    }
  });
}
