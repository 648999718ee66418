import type { App, MessageShortcut } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { isKnownObject } from '../knownObjects.ts';
import { require } from '../permissions.ts';
import { answer } from '../respond.ts';
import { openFitForm } from '../views/openFitForm.ts';
import { objectNamesIn } from './namesIn.ts';

/** The callback id in manifest.yml. */
export const fitThisId = 'nmma_fit_message';

/** *Fit this object* on any message: the form with the first object that it names and the app knows. */
export function registerShortcuts(app: App, deps: HandlerDeps): void {
  app.shortcut<MessageShortcut>(
    { callback_id: fitThisId, type: 'message_action' },
    async ({ ack, shortcut, client, respond }) => {
      await ack();
      const { channel, message, message_ts: messageTs, trigger_id: triggerId, user } = shortcut;
      try {
        await require(deps.permissions, user.id, 'fit');
        const names = objectNamesIn(message);
        // One that the app does not know is shown too: the form says what is near.
        const objectName = names.find((name) => isKnownObject(deps.service, name)) ?? names[0] ?? null;
        const thread = message.thread_ts;
        const place = {
          channel: channel.id,
          threadTs: typeof thread === 'string' ? thread : messageTs,
          objectName,
        };
        await openFitForm({ client, triggerId, deps }, place);
      } catch (error) {
        await answer(respond, failureAnswer(error, deps.log, 'opening the fit form'));
      }
    },
  );
}
