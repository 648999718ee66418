import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { buttonPlace } from '../place.ts';
import { respondPrivately } from '../respondPrivately.ts';
import { openFitForm } from '../views/openFitForm.ts';

/** *Refit…* opens the form. */
export function registerRefit(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.refit, async ({ ack, action, body, client, respond }) => {
    await ack();
    const objectName = action.value ?? null;
    const place = buttonPlace(body);
    if (!place) return;
    const { channel, threadTs } = place;
    try {
      await require(deps.permissions, body.user.id, 'fit');
      await openFitForm({ client, triggerId: body.trigger_id, deps }, { objectName, channel, threadTs });
    } catch (error) {
      await respondPrivately(respond, failureAnswer(error, deps.log, 'opening the fit form'));
    }
  });
}
