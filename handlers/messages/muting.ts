import { type Message, message, section } from './blocks.ts';
import { escapeText, mention } from './text.ts';

function sentence(text: string): Message {
  return message(text, [section(text)]);
}

/** Told after muting. */
export function mute(outcome: { object: string; changed: boolean; mutedBy: string }): Message {
  const object = escapeText(outcome.object);
  return sentence(
    outcome.changed
      ? `${object} is muted: new data will not be fitted. \`/nmma unmute ${object}\` takes it back.`
      : `${object} is already muted, by ${mention(outcome.mutedBy)}.`,
  );
}

/** Told after unmuting. */
export function unmute(outcome: { object: string; changed: boolean }): Message {
  const object = escapeText(outcome.object);
  return sentence(
    outcome.changed ? `${object} is no longer muted: new data will be fitted.` : `${object} is not muted.`,
  );
}
