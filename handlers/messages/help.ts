import { type Message, message, section } from './blocks.ts';
import { code, escapeText } from './text.ts';

/** What help tells of a command. */
export interface CommandHelp {
  word: string;
  /** What is typed after the word: `OBJECT [reason]`. */
  usage: string;
  /** One sentence. */
  summary: string;
  /** More lines, for `help WORD`. */
  details?: readonly string[];
}

function line(command: CommandHelp): string {
  return `${code(`/nmma ${command.word} ${command.usage}`.trim())}\n${escapeText(command.summary)}`;
}

/** All commands, or one with its details. */
export function help(commands: readonly CommandHelp[]): Message {
  const only = commands.length === 1 ? commands[0] : undefined;
  const details = (only?.details ?? []).map((one) => escapeText(one)).join('\n');
  const share = 'Answers are for you alone; add `--share` to show them to the channel.';
  return message(
    commands.map((command) => `/nmma ${command.word} ${escapeText(command.usage)}`.trim()).join('\n'),
    [section(commands.map(line).join('\n')), ...(details ? [section(details)] : []), section(share)],
  );
}
