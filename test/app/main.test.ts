import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-main-'));
  writeFileSync(join(folder, 'a.csv'), 'x');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function nmma(words: string[], env: Record<string, string> = {}) {
  const result = await execa(process.execPath, ['app/main.ts', ...words], { reject: false, env });
  return { status: result.exitCode, out: result.stdout, error: result.stderr };
}

test('help is quick and names every command', async () => {
  const started = performance.now();
  const { status, out } = await nmma(['help']);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(status).toBe(0);
  for (const word of ['demo', 'start', 'status', 'doctor', 'help']) expect(out).toContain(`  ${word} `);
});

test('what is typed wrongly is one sentence and status 2', async () => {
  const mistakes: [string[], string][] = [
    [['demoo'], 'Did you mean demo?'],
    [['demo', '--candidate', 'x'], 'Did you mean --candidates?'],
    [['demo', '--candidates', join(folder, 'none')], 'there is no folder'],
    [['demo', '--candidates', folder, '--port', 'x'], '--port is “x”'],
    [['start', '--config', join(folder, 'none.yml')], 'copy config.example.yml'],
    [['status', '--state', folder], 'nothing has run there yet'],
  ];
  for (const [words, sentence] of mistakes) {
    const { status, error, out } = await nmma(words);
    expect(error).toContain(sentence);
    expect(error).not.toContain('    at ');
    expect([status, out]).toEqual([2, '']);
  }
});

test('without the fitter’s Python the demo says what to do', async () => {
  const { status, error } = await nmma(['demo', '--candidates', folder], {
    NMMA_PYTHON: join(folder, 'none'),
  });
  expect(status).toBe(2);
  expect(error).toContain('start the program as ./nmma');
});
