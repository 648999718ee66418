import type { App } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { answer } from '../respond.ts';
import { openFitForm } from '../views/openFitForm.ts';
import { runCommand } from './nmma.ts';

/** `/nmma …`, answered for the person alone, or with `--share` for the channel. */
export function registerCommands(app: App, deps: HandlerDeps): void {
  app.command('/nmma', async ({ ack, command, respond, client }) => {
    await ack();
    const { user_id: user, channel_id: channel } = command;
    const { message, isShared, form } = await runCommand(deps, command.text ?? '', user, channel);
    if (!form) {
      await answer(respond, message, isShared);
      return;
    }
    const place = { objectName: form.objectName, channel, threadTs: null };
    try {
      await openFitForm({ client, triggerId: command.trigger_id, deps }, place);
    } catch (error) {
      await answer(respond, failureAnswer(error, deps.log, 'opening the fit form'));
    }
  });
}
