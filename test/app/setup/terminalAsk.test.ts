import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { AskCancelled } from '../../../app/setup/ask.ts';
import { TerminalAsk } from '../../../app/setup/terminalAsk.ts';

/** A terminal whose person types that, one key at a time. */
function typing(keys: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 30 });
  let shown = '';
  output.on('data', (part: Buffer) => {
    shown += part.toString();
  });
  const ask = new TerminalAsk(input, output);
  const type = () => {
    for (const key of keys) input.write(key);
  };
  return { ask, type, shown: () => shown };
}

test('a secret is taken and never shown, not even its length', async () => {
  const { ask, type, shown } = typing([...'xoxb-12345', '\r']);
  const answer = ask.secret('token', 'Token', (typed) => (typed.startsWith('xoxb-') ? null : 'wrong'));
  type();
  expect(await answer).toBe('xoxb-12345');
  expect(shown()).not.toContain('xoxb');
  expect(shown()).not.toMatch(/▪|•|\*/);
});

test('a choice is made with arrows, and Ctrl-C leaves the guide', async () => {
  const choices = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second' },
  ] as const;
  const down = typing(['\u001b[B', '\r']);
  const chosen = down.ask.choose('which', 'Which?', choices);
  down.type();
  expect(await chosen).toBe('b');
  const left = typing(['\u0003']);
  const never = left.ask.choose('which', 'Which?', choices);
  left.type();
  await expect(never).rejects.toThrow(AskCancelled);
});
