import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { unmuteAnswer } from '../messages/muting.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { muteForm } from '../views/muteForm.ts';

/** *Mute…* asks for how long and why; *Unmute* acts at once. The object's message then shows who did it. */
export function registerMute(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(ids.mute, async ({ ack, action, body, client, respond }) => {
    await ack();
    const object = action.value;
    if (!object) return;
    const user = body.user.id;
    const place = { channel: null, threadTs: null, ...buttonPlace(body) };
    const { channel, threadTs } = place;
    try {
      await require(deps.permissions, user, 'mute');
      const view = muteForm({ object, channel, threadTs });
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      const answer = failureAnswer(error, deps.log, 'opening the mute form');
      await tellPerson(client, { channel, threadTs, user, respond }, answer);
    }
  });

  // Also in App Home, where there is no message to answer.
  app.action<BlockAction<ButtonAction>>(ids.unmute, async ({ ack, action, body, client, respond }) => {
    await ack();
    const objectName = action.value;
    if (!objectName) return;
    const user = body.user.id;
    const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
    try {
      await require(deps.permissions, user, 'mute');
      const outcome = deps.service.unmute({ objectName, by: user });
      await tellPerson(client, { channel, threadTs, user, respond }, unmuteAnswer([outcome]));
    } catch (error) {
      const answer = failureAnswer(error, deps.log, `unmute ${objectName}`);
      await tellPerson(client, { channel, threadTs, user, respond }, answer);
    }
  });
}
