// Run by itself it writes docs/commands.md anew: node test/docs/commandsPage.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from '../../app/cli/plainText.ts';
import { commands, doCommand } from '../../handlers/commands/nmma.ts';
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
  history: ['history ZTF22aawacjw'],
  models: ['models'],
  runs: ['runs'],
  pull: ['pull'],
  report: ['report 2026-11-23'],
};

const beginning = `# What can be typed

The same words everywhere, done by the same code:

| where                           |                                                                                       |
| ------------------------------- | ------------------------------------------------------------------------------------- |
| \`/nmma WORD …\` in Slack         | the answer is for the person alone; \`--share\` shows it to the channel                  |
| \`@nmma-bot WORD …\` in a message | the same, also in threads, where Slack knows no slash commands                         |
| \`WORD …\` in a direct message    | to the app                                                                            |
| \`./nmma WORD …\` in a shell      | on the app's machine; with \`--json\` the facts as one JSON document                     |

Objects are named without regard to case, with or without \`ZTF\`. A word that does not exist is answered with the nearest
that does. Who may look, fit, mute and cancel stands in \`config.yml\` (\`permissions:\`), and whoever has a shell on the
app's machine may do everything.

In a shell the words work on the database of \`config.yml\`, of \`--config FILE\`, or of the folder \`--state FOLDER\`. The app
need not run: what is asked for is taken up at its next look. \`pull\` waits up to a minute for it. The exit status is
0, or 2 with one sentence on standard error for what was typed wrongly.

The examples are as a shell shows them; in Slack they are messages with buttons.
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
    '| word | what stands behind it | |',
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

if (process.argv[1] === import.meta.filename) writeFileSync(commandsFile, await commandsPage());
