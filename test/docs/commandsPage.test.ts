import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commands } from '../../handlers/commands/nmma.ts';
import { commandsFile, commandsPage } from './commandsPage.ts';

it('docs/commands.md says what the commands say (else: ./nmma docs)', async () => {
  expect(readFileSync(commandsFile, 'utf8')).toBe(await commandsPage());
});

it('every word has an example with an answer', async () => {
  const page = await commandsPage();
  for (const { word } of commands) {
    expect(page).toContain(`\n## ${word}\n`);
    // It is an example of itself.
    if (word === 'help') continue;
    expect(page).toMatch(new RegExp(`\n\\$ \\./nmma ${word}\\b.*\n.+`));
  }
  expect(page).not.toMatch(/undefined|NaN|Nothing happened/);
});
