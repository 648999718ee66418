import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Why objects are judged wrong, by name, as somebody found who looked. */
export function readReasons(): Record<string, string> {
  const path = join(import.meta.dirname, 'reasons.json');
  return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8')));
}
