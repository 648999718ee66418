import type { CancelOutcome } from '../../pipeline/api/service.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { type Message, message, section } from './blocks.ts';
import { counted, escapeText } from './text.ts';

/** What was cancelled, one line for each thing that was named. */
export function cancelAnswer(outcomes: readonly CancelOutcome[]): Message {
  const lines = outcomes.map(({ what, cancelled }) => {
    const name = `*${escapeText(what)}*`;
    if (cancelled.length === 0) return `${name}: nothing of it is running or waiting.`;
    const fits = cancelled.map(({ object, model }) => (object === what ? model : `${object} ${model}`));
    return `${name}: ${counted(cancelled.length, 'fit')} cancelled, ${escapeText(listed(fits.slice(0, 20)))}.`;
  });
  const text = lines.join('\n');
  return message(text.replaceAll('*', ''), [section(text)]);
}
