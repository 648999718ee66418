import type { FitRequestOutcome } from '../../pipeline/service.ts';
import { type Message, message, section } from './blocks.ts';
import { counted, escapeText, listed } from './text.ts';

function models(fits: readonly { model: string }[]): string {
  return escapeText(listed(fits.map((fit) => fit.model)));
}

function lines(outcome: FitRequestOutcome, from: string | undefined): string[] {
  const { object, queued, reused, alreadyOpen } = outcome;
  const name = escapeText(object);
  const all = [
    from !== undefined && `*${name}*: no source had brought it; its light curve is from ${escapeText(from)}.`,
    queued.length > 0 &&
      `*${name}*: ${counted(queued.length, 'fit')} asked for, ${models(queued)}. The channel sees how they go on; \`/nmma cancel ${name}\` stops them.`,
    alreadyOpen.length > 0 && `*${name}* ${models(alreadyOpen)}: already on the way with the same settings.`,
    reused.length > 0 &&
      `*${name}* ${models(reused)}: nothing has changed, the earlier result stands. To fit again all the same, add \`force\` to the command or tick it in *Refit…*.`,
  ].filter((line) => line !== false);
  return all.length > 0 ? all : [`*${name}*: nothing to fit.`];
}

/**
 * What became of requests for fits, one sentence per object and outcome.
 * @param from where objects came from that no source had brought, by their names.
 */
export function fitRequest(
  outcomes: readonly FitRequestOutcome[],
  from: ReadonlyMap<string, string> = new Map(),
): Message {
  const words = outcomes.flatMap((outcome) => lines(outcome, from.get(outcome.object))).join('\n');
  return message(words.replaceAll('*', ''), [section(words)]);
}
