import type { App, RespondFn } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { notice } from '../messages/notice.ts';
import { answer } from '../respond.ts';
import { openFitForm } from '../views/openFitForm.ts';
import { runCommand } from './runCommand.ts';

/** After so long somebody who waits is told that the answer comes, ms. */
const patienceMs = 2500;

/** Does something; who waits for long is told once that it goes on. */
async function patiently<T>(respond: RespondFn, deps: HandlerDeps, act: Promise<T>): Promise<T> {
  const words = notice('Still working. The result will appear here.');
  const tell = () =>
    answer(respond, words).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'nobody was told to wait'),
    );
  const timer = setTimeout(() => void tell(), patienceMs);
  try {
    return await act;
  } finally {
    clearTimeout(timer);
  }
}

/** `/nmma …`, answered for the person alone, or with `--share` for the channel. */
export function registerCommands(app: App, deps: HandlerDeps): void {
  app.command('/nmma', async ({ ack, command, respond, client }) => {
    await ack();
    const { user_id: user, channel_id: channel } = command;
    const done = runCommand(deps, command.text ?? '', user, channel);
    const { message, isShared, form } = await patiently(respond, deps, done);
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
