import type { Command as Program } from 'commander';
import { didYouMean } from '../../handlers/commands/command.ts';
import { commands } from '../../handlers/commands/nmma.ts';
import { UsageError } from '../config/usageError.ts';
import type { WordFlags } from './wordFlags.ts';

const configHelp = 'the configuration (default: config.yml of this folder)';
const stateHelp = 'look at the database there instead';

/**
 * Gives the program every word that Slack knows, with Slack's own explanations.
 * @param run what such a word does.
 */
export function addWords(
  program: Program,
  run: (word: string, typed: string[], flags: WordFlags) => Promise<void>,
): void {
  const usageOf = (name: string) => commands.find(({ word }) => word === name)?.usage;
  program.configureHelp({
    subcommandTerm: (command) => command.name(),
    subcommandDescription: (command) =>
      [usageOf(command.name()), command.description()].filter(Boolean).join('\n'),
  });
  program.commandsGroup('The words of Slack’s /nmma, on the same database (the app need not run):');
  for (const { word, usage, summary, details = [] } of commands) {
    if (word === 'help') continue;
    const command = program
      .command(word)
      .description(summary)
      .usage(`${usage} [--json] [--config <file>] [--state <folder>]`.trim())
      .argument('[words...]')
      .option('--json', 'the facts as one JSON document')
      .option('--config <file>', configHelp)
      .option('--state <folder>', stateHelp)
      .configureHelp({ visibleArguments: () => [] })
      .action((typed: string[], flags: WordFlags) => run(word, typed, flags));
    if (word === 'fit') command.option('--force', 'fit again although nothing has changed');
    if (word === 'status') {
      command
        .option('--why', 'of an object: why it was fitted, or not')
        .option(
          '--check',
          'for monitoring: exit status 0: all is well, 1: something is not, 3: the app does not run',
        );
    }
    const more = details.map((line) => line.replaceAll('/nmma ', './nmma '));
    if (more.length > 0) command.addHelpText('after', `\n${more.join('\n')}`);
  }
}

/**
 * `nmma help [WORD]`: everything that can be typed, or more about one word.
 * @throws UsageError with the nearest word.
 */
export function showHelp(program: Program, word: string | undefined, flags: { json?: boolean }): void {
  const known = program.commands.map((command) => command.name());
  const one = program.commands.find((command) => command.name() === word?.toLowerCase());
  if (word !== undefined && !one) {
    const hint = didYouMean(word, known) || ` There are ${known.join(', ')}.`;
    throw new UsageError(`No command “${word}”.${hint}`);
  }
  if (!flags.json) {
    (one ?? program).outputHelp();
    return;
  }
  const told = (one ? [one] : program.commands).map((command) => {
    const word = command.name();
    const { usage = '', summary, details } = commands.find((each) => each.word === word) ?? {};
    const options = command.options.map(({ long, short }) => long ?? short);
    return { word, usage, summary: summary ?? command.description(), details, options };
  });
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
