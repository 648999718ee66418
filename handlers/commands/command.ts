import { distance } from 'fastest-levenshtein';
import type { PipelineService } from '../../pipeline/service.ts';
import type { Message } from '../messages/blocks.ts';
import type { CommandHelp } from '../messages/help.ts';

/** What a command knows of the person who typed it. */
export interface CommandContext {
  service: PipelineService;
  /** What stands after the command's own word, split at blanks. */
  words: string[];
  /** Slack user id. */
  user: string;
}

/** One word after `/nmma`: what it is called, how it is explained, what it does. */
export interface Command extends CommandHelp {
  /** @throws UserInputError for what was typed wrongly. */
  run(context: CommandContext): Message | Promise<Message>;
}

/** The nearest of some words, or null when none is near: two letters, or a third of them, may differ. */
export function nearest(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase();
  const sorted = known
    .map((one) => ({ one, away: distance(typed, one.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  const first = sorted[0];
  return first && first.away <= Math.max(2, Math.ceil(first.one.length / 3)) ? first.one : null;
}

/** " Did you mean X?", or ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === null ? '' : ` Did you mean ${near}?`;
}
