import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { homeIds } from '../home/ids.ts';
import { tellPerson } from '../tellPerson.ts';
import { settingsForm, settingsRefusal } from '../views/settingsForm.ts';
import { registerSettingsForm } from '../views/settingsSubmission.ts';

/** *Settings…* of App Home: the form, or for who may not a window that says whom to ask; and its submission. */
export function registerSettings(app: App, deps: HandlerDeps): void {
  app.action<BlockAction<ButtonAction>>(homeIds.settings, async ({ ack, body, client }) => {
    await ack();
    const { service, permissions } = deps;
    try {
      const refusal = await permissions.refusal(body.user.id, 'settings');
      const view =
        refusal === null ? settingsForm(service.models(), service.settings()) : settingsRefusal(refusal);
      await client.views.open({ trigger_id: body.trigger_id, view });
    } catch (error) {
      const answer = failureAnswer(error, deps.log, 'opening the settings');
      await tellPerson(client, { channel: null, threadTs: null, user: body.user.id }, answer);
    }
  });
  registerSettingsForm(app, deps);
}
