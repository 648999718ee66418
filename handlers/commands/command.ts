import { nearest } from '../../pipeline/nearest.ts';
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

/** " Did you mean X?", or ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [near] = nearest(word, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
