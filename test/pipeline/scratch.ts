import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export { until } from '../until.ts';
export * from './candidateFiles.ts';

/** The folder of models.yml, priors and schemas. */
export const fitterDir = join(import.meta.dirname, '../../fitter');

const endings: (() => void | Promise<void>)[] = [];

/** Does something after the test, the newest first. */
export function afterwards(end: () => void | Promise<void>): void {
  endings.push(end);
}

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-pipeline-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
