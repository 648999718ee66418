import { type Message, message, section } from './blocks.ts';
import { escapeText } from './text.ts';

/** Words of the app, as they are. */
export function notice(text: string): Message {
  return message(escapeText(text), [section(escapeText(text))]);
}
