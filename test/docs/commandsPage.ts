// docs/commands.md, made from what the commands say of themselves and answer. `./nmma docs` writes it.
import { join } from 'node:path';
import { plainText } from '../../app/cli/plainText.ts';
import { commands } from '../../handlers/commands/nmma.ts';
import { doCommand } from '../../handlers/commands/runCommand.ts';
import type { CommandHelp } from '../../handlers/messages/help.ts';
import { everythingAllowed } from '../../handlers/permissions.ts';
import { ExampleService, now } from './exampleService.ts';

/** Where the page is. */
export const commandsFile = join(import.meta.dirname, '../../docs/commands.md');

/** What is typed in the examples, by word. */
const examples: Record<string, readonly string[]> = {
  status: ['status', 'status ZTF22aawacjw'],
  fit: ['fit ZTF22aawacjw KN SC nlive=500'],
  cancel: ['cancel ZTF22aawacjw'],
  mute: ['mute ZTF22aawacjw 2d an AGN, see Fritz'],
  unmute: ['unmute ZTF22aawacjw'],
  muted: ['muted'],
  mark: ['mark ZTF22aawacjw junk a bad subtraction'],
  watch: ['watch KN>3'],
  unwatch: ['unwatch KN'],
  history: ['history ZTF22aawacjw'],
  models: ['models'],
  runs: ['runs'],
  pull: ['pull'],
  report: ['report 2026-11-23'],
};

const beginning = `# Commands

What each command does and what it answers. The same words work everywhere:

| where | how it answers |
| --- | --- |
| \`/nmma WORD …\` in Slack | to you alone; \`--share\` shows the answer to the channel |
| \`@nmma-bot WORD …\` in a message | the same; also in threads, where Slack knows no slash commands |
| \`WORD …\` in a direct message to the app | there |
| \`./nmma WORD …\` in a shell on the app's machine | on standard output; \`--json\` gives the facts as one JSON document |

Case does not matter in an object's name, and \`ZTF\` may be left out. An unknown word is answered with the nearest known one. In
Slack, \`permissions:\` in \`config.yml\` says who may look, fit, mute and cancel. Whoever has a shell on the app's machine may do
everything.

In a shell the words use the database of \`config.yml\`, of \`--config FILE\`, or of the folder \`--state FOLDER\`. The app need not run:
it carries out requests at its next look. \`pull\` waits up to a minute for it. The exit status is 0, or 2 with one sentence on
standard error for a mistake in what was typed.

The examples show the answers of a shell; in Slack they are messages with buttons.
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function overview(): string {
  const rows = commands.map(({ word, usage, summary }) => [
    `[\`${word}\`](#${word})`,
    usage === '' ? '' : cell(`\`${usage}\``),
    cell(summary),
  ]);
  return [
    '| word | arguments | what it does |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

async function part(command: CommandHelp): Promise<string> {
  const { word, usage, summary, details = [] } = command;
  const answers: string[] = [];
  for (const text of examples[word] ?? []) {
    const deps = { service: new ExampleService(), permissions: everythingAllowed, log: console };
    const { answer } = await doCommand(deps, text, 'U0MANSI001');
    answers.push(`\`\`\`\n$ ./nmma ${text}\n${plainText(answer.message, { isBold: false, now })}\n\`\`\``);
  }
  const lines = details.filter((line) => !line.startsWith('Example: ')).map((line) => `- ${line}`);
  return [
    `## ${word}`,
    `\`/nmma ${`${word} ${usage}`.trim()}\``,
    summary,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...answers,
  ].join('\n\n');
}

/** The whole page, made from what the commands say of themselves. */
export async function commandsPage(): Promise<string> {
  const parts: string[] = [];
  for (const command of commands) parts.push(await part(command));
  return `${[beginning.trimEnd(), overview(), ...parts].join('\n\n')}\n`;
}
