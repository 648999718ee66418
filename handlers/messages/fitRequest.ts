import type { FitRequestOutcome } from '../../pipeline/service.ts';
import { type Message, message, section } from './blocks.ts';
import { counted, escapeText, listed } from './text.ts';

function models(fits: readonly { model: string }[]): string {
  return escapeText(listed(fits.map((fit) => fit.model)));
}

/** What became of a request for fits, one sentence per outcome. */
export function fitRequest(outcome: FitRequestOutcome, from: string | null = null): Message {
  const { object, queued, reused, alreadyOpen } = outcome;
  const lines = [
    from !== null &&
      `*${escapeText(object)}*: no source had brought it; its light curve is from ${escapeText(from)}.`,
    queued.length > 0 &&
      `*${escapeText(object)}*: ${counted(queued.length, 'fit')} asked for, ${models(queued)}. The result comes in its thread.`,
    alreadyOpen.length > 0 && `${models(alreadyOpen)}: already on the way with the same settings.`,
    reused.length > 0 &&
      `${models(reused)}: nothing has changed, the earlier result stands. To fit again all the same, add \`force\` to the command or tick it in *Refit…*.`,
  ].filter((line) => line !== false);
  const words = lines.join('\n') || `*${escapeText(object)}*: nothing to fit.`;
  return message(words.replaceAll('*', ''), [section(words)]);
}
