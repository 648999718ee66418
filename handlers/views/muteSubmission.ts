import type { App } from '@slack/bolt';
import type { MuteOutcome } from '../../pipeline/api/service.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { muteAnswer } from '../messages/muting.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { muteField, muteFormId, readMuteForm } from './muteForm.ts';

/** The mute form was submitted. The object's message then shows who muted it; one muted already is told privately. */
export function registerMuteForm(app: App, deps: HandlerDeps): void {
  app.view(muteFormId, async ({ ack, body, view, client }) => {
    const form = readMuteForm(view, new Date());
    if ('errors' in form) {
      await ack({ response_action: 'errors', errors: form.errors });
      return;
    }
    const { place, end, reason } = form;
    const user = body.user.id;
    let outcome: MuteOutcome;
    try {
      await require(deps.permissions, user, 'mute');
      outcome = deps.service.mute({ objectName: place.object, by: user, reason, end });
    } catch (error) {
      if (error instanceof UserInputError) {
        const field = error.about === 'time' ? muteField.date : muteField.duration;
        await ack({ response_action: 'errors', errors: { [field]: error.message } });
        return;
      }
      await ack();
      const answer = failureAnswer(error, deps.log, `mute of ${place.object}`);
      await tellPerson(client, { ...place, user }, answer);
      return;
    }
    // What follows the acknowledgement must not lead to a second one.
    await ack();
    if (!outcome.changed) await tellPerson(client, { ...place, user }, muteAnswer([outcome]));
  });
}
