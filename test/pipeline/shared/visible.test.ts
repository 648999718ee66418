import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../../app/log.ts';
import { code, escapeText } from '../../../handlers/messages/text.ts';
import { visible } from '../../../pipeline/shared/visible.ts';
import { scratchFolder } from '../scratch.ts';

// As a name may carry them: the second half is written from right to left, a terminal is cleared, a letter has no width.
const name = 'lc\u202evsc.exe\u001b[2J\u200bZTF22\u2066a\u2069';
const shown = 'lc\\u202evsc.exe\\u001b[2J\\u200bZTF22\\u2066a\\u2069';

test('what nobody sees is written out; line feeds, tabs and words of any writing stay', () => {
  expect(visible(name)).toBe(shown);
  const words = 'Δm = −0.5 mag\n\tכוכב نجم 星 é 👩‍🚀';
  expect(visible(words)).toBe(words);
});

test('in messages and in the log too', async () => {
  for (const text of [escapeText(name), code(name)]) expect(text).toContain(shown);
  const file = join(scratchFolder(), 'log.txt');
  const { log, close } = openLog({ level: 'info', file });
  log.info({ name }, name);
  await close();
  const line = readFileSync(file, 'utf8');
  for (const unseen of ['\u202e', '\u001b', '\u200b', '\u2066']) expect(line).not.toContain(unseen);
  expect(JSON.parse(line)).toMatchObject({ name, msg: name });
});
