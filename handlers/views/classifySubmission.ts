import type { App } from '@slack/bolt';
import type { MarkOutcome } from '../../pipeline/api/opinions.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { markAnswer } from '../messages/opinions.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { classifyField, classifyFormId, readClassifyForm } from './classifyForm.ts';

/** The form of a classification was submitted. The object's message then shows it; the person is told how to take it back. */
export function registerClassifyForm(app: App, deps: HandlerDeps): void {
  app.view(classifyFormId, async ({ ack, body, view, client }) => {
    const form = readClassifyForm(view);
    if ('errors' in form) {
      await ack({ response_action: 'errors', errors: form.errors });
      return;
    }
    const { place, comment } = form;
    const by = body.user.id;
    let outcome: MarkOutcome;
    try {
      await require(deps.permissions, by, 'mute');
      const request = { objectName: place.object, by, word: 'classified' as const, class: form.class };
      outcome = deps.service.mark({ ...request, comment });
    } catch (error) {
      if (error instanceof UserInputError) {
        await ack({ response_action: 'errors', errors: { [classifyField.class]: error.message } });
        return;
      }
      await ack();
      const answer = failureAnswer(error, deps.log, `classification of ${place.object}`);
      await tellPerson(client, { ...place, user: by }, answer);
      return;
    }
    // What follows the acknowledgement must not lead to a second one.
    await ack();
    await tellPerson(client, { ...place, user: by }, markAnswer([outcome]));
  });
}
