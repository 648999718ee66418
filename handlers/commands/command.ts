import type { PipelineService } from '../../pipeline/api/service.ts';
import { nearest } from '../../pipeline/shared/suggest.ts';
import type { Message } from '../messages/blocks.ts';
import type { CommandHelp } from '../messages/help.ts';
import type { Permission } from '../permissions.ts';

/** What a command knows of the person who typed it. */
export interface CommandContext {
  service: PipelineService;
  /** What stands after the command's own word, split at blanks. */
  words: string[];
  /** Slack user id, or who it is in a shell. */
  user: string;
  /** @throws UserInputError when the person may not do that. */
  require(permission: Permission): Promise<void>;
}

/** What a command answers. */
export interface Answer {
  message: Message;
  /** The same facts as plain data, for `--json` in a shell. */
  data: unknown;
  /** The form to open, where the person can be shown one. */
  form?: { kind: 'fit'; objectName: string | null };
}

/** One word after `/nmma`: what it is called, how it is explained, what it does. */
export interface Command extends CommandHelp {
  /** @throws UserInputError for what was typed wrongly. */
  run(context: CommandContext): Answer | Promise<Answer>;
}

/** " Did you mean X?", or ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [near] = nearest(word, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
