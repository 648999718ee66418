import type { BlockAction, ButtonAction, RespondFn, SlackActionMiddlewareArgs, webApi } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Block, Message } from '../messages/blocks.ts';
import { withMute } from '../messages/parts.ts';
import { buttonPlace } from '../place.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & {
  client: webApi.WebClient;
  respond: RespondFn;
};

/** What a press did: whom the message shall name as muting, and what the person alone is told. */
interface Done {
  shownBy: string | null;
  answer: Message | null;
}

/**
 * The common part of *Mute* and *Unmute*: acts, edits the message for everybody, answers the person.
 * @param act may throw UserInputError.
 */
export async function pressed(
  press: Press,
  deps: HandlerDeps,
  act: (object: string, by: string) => Done,
): Promise<void> {
  const { action, body, client, respond } = press;
  const object = action.value;
  if (!object) return;
  const tell = (message: Message) =>
    respond({ ...message, response_type: 'ephemeral', replace_original: false });
  let done: Done;
  try {
    done = act(object, body.user.id);
  } catch (error) {
    await tell(failureAnswer(error, deps.log, `${action.action_id} ${object}`));
    return;
  }
  const place = buttonPlace(body);
  const blocks = body.message?.blocks as Block[] | undefined;
  if (place?.messageTs && blocks) {
    try {
      await client.chat.update({
        channel: place.channel,
        ts: place.messageTs,
        text: body.message?.text ?? object,
        blocks: withMute(blocks, object, done.shownBy),
      });
    } catch (error) {
      // The mute itself stands; only the message does not show it.
      deps.log.warn({ err: error, object }, 'a muted object’s message could not be edited');
    }
  }
  if (done.answer) await tell(done.answer);
}
