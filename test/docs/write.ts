// `./nmma docs`: writes anew what is generated of the documentation.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './generated.ts';

for (const { path, text } of await generatedPages()) {
  const file = join(import.meta.dirname, '../..', path);
  const isChanged = !existsSync(file) || readFileSync(file, 'utf8') !== text;
  if (isChanged) writeFileSync(file, text);
  console.log(`${path}: ${isChanged ? 'written' : 'unchanged'}`);
}
