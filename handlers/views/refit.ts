import type { App } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { mention } from '../messages/text.ts';
import { readRefitForm, refitModalId } from './refitModal.ts';

/**
 * The refit modal was submitted: what is wrong is said at the field; otherwise the fits are asked for. The
 * thread hears who asked for what, so that nobody asks twice; what needs no thread is told to the person alone.
 */
export function registerRefitModal(app: App, deps: HandlerDeps): void {
  app.view(refitModalId, async ({ ack, body, view, client }) => {
    const form = readRefitForm(view);
    if ('errors' in form) {
      await ack({ response_action: 'errors', errors: form.errors });
      return;
    }
    await ack();
    const { object, channel, threadTs } = form.place;
    const user = body.user.id;
    try {
      const outcome = deps.service.requestFits({
        objectName: object,
        words: form.words,
        settings: form.settings,
        force: form.force,
        requestedBy: user,
      });
      const answer = fitRequest(outcome);
      if (outcome.queued.length > 0 && threadTs !== null) {
        const text = `Refit asked for by ${mention(user)}. ${answer.text}`;
        await client.chat.postMessage({ channel, thread_ts: threadTs, text });
      } else await client.chat.postEphemeral({ channel, user, ...answer });
    } catch (error) {
      const answer = failureAnswer(error, deps.log, `refit of ${object}`);
      await client.chat.postEphemeral({ channel, user, ...answer });
    }
  });
}
