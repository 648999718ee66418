import type { FitRequestOutcome, LookupOutcome } from '../../pipeline/api/service.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { type Message, message, section } from './blocks.ts';
import { counted, escapeText } from './text.ts';

function models(fits: readonly { model: string }[]): string {
  return escapeText(listed(fits.map((fit) => fit.model)));
}

/** Where a light curve came from that no source brings. */
function fromWords(lookedUp: LookupOutcome | undefined): string | false {
  if (lookedUp?.note !== undefined) return escapeText(lookedUp.note);
  const from = lookedUp?.from ?? null;
  return from !== null && `no source brings it; its light curve is from ${escapeText(from)}`;
}

function seenWhere({ object, isWithheld }: FitRequestOutcome): string {
  if (!isWithheld) return 'Progress is shown in the channel';
  return `No channel may see data of its programme; to see the result, type \`/nmma status ${escapeText(object)}\``;
}

function lines(outcome: FitRequestOutcome, lookedUp: LookupOutcome | undefined): string[] {
  const { object, queued, reused, alreadyOpen } = outcome;
  const name = escapeText(object);
  const from = fromWords(lookedUp);
  const all = [
    from && `*${name}*: ${from}.`,
    queued.length > 0 &&
      `*${name}*: ${counted(queued.length, 'fit')} asked for, ${models(queued)}. ${seenWhere(outcome)}; \`/nmma cancel ${name}\` stops ${queued.length === 1 ? 'it' : 'them'}.`,
    alreadyOpen.length > 0 &&
      `*${name}* ${models(alreadyOpen)}: already queued or running with the same settings.`,
    reused.length > 0 &&
      `*${name}* ${models(reused)}: nothing has changed, so the earlier result stands. To fit again anyway, add \`force\` to the command or tick it in *Refit…*.`,
  ].filter((line) => line !== false);
  return all.length > 0 ? all : [`*${name}*: nothing to fit.`];
}

/**
 * What became of requests for fits, one sentence per object and outcome.
 * @param from where objects came from that no source brings, by their names.
 */
export function fitRequest(
  outcomes: readonly FitRequestOutcome[],
  from: ReadonlyMap<string, LookupOutcome> = new Map(),
): Message {
  const words = outcomes.flatMap((outcome) => lines(outcome, from.get(outcome.object))).join('\n');
  return message(words.replaceAll('*', ''), [section(words)]);
}
