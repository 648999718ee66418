import type { App } from '@slack/bolt';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { tellPerson } from '../tellPerson.ts';
import { readSettingsForm, settingsField, settingsFormId, settingsRefusal } from './settingsForm.ts';

/** The settings form was submitted. What is wrong is said at the field. */
export function registerSettingsForm(app: App, deps: HandlerDeps): void {
  app.view(settingsFormId, async ({ ack, body, view, client }) => {
    const form = readSettingsForm(view);
    if ('errors' in form) {
      await ack({ response_action: 'errors', errors: form.errors });
      return;
    }
    const by = body.user.id;
    try {
      // In words of a window: a field's error would show the mention in them as an id.
      const refusal = await deps.permissions.refusal(by, 'settings');
      if (refusal !== null) {
        await ack({ response_action: 'update', view: settingsRefusal(refusal) });
        return;
      }
      if (Object.keys(form.change).length > 0) deps.service.changeSettings({ by, change: form.change });
      await ack();
    } catch (error) {
      if (error instanceof UserInputError) {
        await ack({ response_action: 'errors', errors: { [settingsField.models]: error.message } });
        return;
      }
      await ack();
      const answer = failureAnswer(error, deps.log, 'changing settings');
      await tellPerson(client, { channel: null, threadTs: null, user: by }, answer);
    }
  });
}
