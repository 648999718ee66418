import type { App, GlobalShortcut } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { openFitForm } from '../views/openFitForm.ts';

/** The callback id in manifest.yml. */
export const newFitId = 'nmma_new_fit';

/** *New fit…* from anywhere in Slack: the empty form. What goes wrong is told in the conversation with the app. */
export function registerNewFit(app: App, deps: HandlerDeps): void {
  app.shortcut<GlobalShortcut>(
    { callback_id: newFitId, type: 'shortcut' },
    async ({ ack, shortcut, client }) => {
      await ack();
      const { trigger_id: triggerId, user } = shortcut;
      const place = { channel: null, threadTs: null };
      try {
        await require(deps.permissions, user.id, 'fit');
        await openFitForm({ client, triggerId, deps }, { ...place, objectName: null });
      } catch (error) {
        const answer = failureAnswer(error, deps.log, 'opening the fit form');
        await tellPerson(client, { ...place, user: user.id }, answer);
      }
    },
  );
}
