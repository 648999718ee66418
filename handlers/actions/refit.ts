import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { ids } from '../messages/parts.ts';
import { buttonPlace } from '../place.ts';
import { refitModal } from '../views/refitModal.ts';

/** *Refit…* opens the modal. */
export function registerRefit(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.refit, async ({ ack, action, body, client, respond }) => {
    await ack();
    const object = action.value;
    const place = buttonPlace(body);
    if (!object || !place) return;
    try {
      const { channel, threadTs } = place;
      const view = refitModal({ object, channel, threadTs }, deps.service.models());
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      const answer = failureAnswer(error, deps.log, 'opening the refit modal');
      await respond({ ...answer, response_type: 'ephemeral', replace_original: false });
    }
  });
}
