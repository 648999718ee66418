import { expect, it } from 'vitest';
import { closingLine, countJunit, countLine, countVitest, judged, total } from './counts.ts';

const none = { passed: 0, failed: 0, skipped: 0 };

it('counts what vitest reports, with a file that could not be loaded as one failure', () => {
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  });
  const report = [
    file('passed', 'passed', 'passed', 'skipped', 'todo'),
    file('failed', 'failed', 'passed'),
    file('failed'),
  ];
  expect(countVitest(JSON.stringify({ testResults: report }))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  expect(() => countVitest('{}')).toThrow();
});

it('counts what pytest reports', () => {
  const xml = (attributes: string) => `<?xml version="1.0"?><testsuites><testsuite ${attributes}>`;
  expect(countJunit(xml('name="pytest" errors="1" failures="2" skipped="3" tests="10"'))).toEqual({
    passed: 4,
    failed: 3,
    skipped: 3,
  });
  expect(() => countJunit('<html>')).toThrow('expected a <testsuite>');
  expect(() => countJunit(xml('errors="1"'))).toThrow('failures');
});

it('takes no runner at its word that ended badly or ran nothing', () => {
  const good = { passed: 3, failed: 0, skipped: 0 };
  expect(judged(good, 0)).toEqual(good);
  expect(judged(good, 1)).toEqual({ ...good, failed: 1 });
  expect(judged({ ...good, failed: 2 }, 1)).toEqual({ ...good, failed: 2 });
  expect(judged(none, 0)).toEqual({ ...none, failed: 1 });
  expect(judged({ ...none, skipped: 1 }, 0)).toEqual({ ...none, skipped: 1 });
});

it('ends with a line of nothing but two numbers', () => {
  const counts = total([
    { passed: 1, failed: 0, skipped: 2 },
    { passed: 2, failed: 1, skipped: 0 },
  ]);
  expect(closingLine(counts)).toBe('3 passed, 1 failed');
  expect(countLine(counts)).toBe('3 passed, 1 failed, 2 skipped');
  expect(countLine({ ...counts, skipped: 0 })).toBe('3 passed, 1 failed');
});
