import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkBlocks, checkView } from '../../../sandbox/blockKit/check.ts';
import { printProblem } from '../../../sandbox/blockKit/problems.ts';
import { type Case, cases } from './cases.ts';

const root = new URL('../../../', import.meta.url);
const python = process.env.NMMA_PYTHON ?? fileURLToPath(new URL('.nmma/fitter/bin/python', root));

/** null when there is a Python with slack_sdk, otherwise why there is none. */
function whyNoOracle(): string | null {
  if (!existsSync(python)) return `there is no ${python} (set NMMA_PYTHON)`;
  try {
    execFileSync(python, ['-c', 'import slack_sdk'], { stdio: 'pipe' });
    return null;
  } catch {
    return `${python} has no slack_sdk`;
  }
}

function askSlackSdk(blocks: unknown[]): (string | null)[] {
  const script = fileURLToPath(new URL('slackSdk.py', import.meta.url));
  const output = execFileSync(python, [script], { input: JSON.stringify(blocks), stdio: 'pipe' });
  return JSON.parse(output.toString());
}

function ours({ block }: Case): string[] {
  const isView = block.type === 'modal' || block.type === 'home';
  const problems = isView
    ? checkView(block, block.type === 'home' ? 'home' : 'modal')
    : checkBlocks([block], 'message');
  return problems.map(printProblem);
}

test.each(cases)('the sandbox judges rightly: $name', (one) => {
  const problems = ours(one);
  expect(problems.length === 0, problems.join('; ')).toBe(one.good);
});

const reason = whyNoOracle();
if (reason) console.warn(`The comparison with slack_sdk is skipped: ${reason}`);

describe.skipIf(reason !== null)('the same as PyPI slack_sdk', () => {
  const verdicts = reason === null ? askSlackSdk(cases.map((one) => one.block)) : [];

  test.each(cases.map((one, index) => ({ ...one, index })))('$name', (one) => {
    const verdict = verdicts[one.index];
    // A laxer verdict is an exception with a reason; should slack_sdk learn to refuse it, the reason goes.
    const expected = one.sdkIsLaxer !== undefined ? true : one.good;
    expect(verdict === null, String(verdict)).toBe(expected);
    if (one.sdkIsLaxer !== undefined) expect(one.good, 'only what Slack refuses can be laxer').toBe(false);
  });
});
