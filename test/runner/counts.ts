import { z } from 'zod';

/** Tests by how they ended. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A single check as a count. */
export function single(ok: boolean): Counts {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** The sum of several counts. */
export function total(all: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => all.reduce((so, one) => so + one[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** `N passed, N failed`: the last line of everything, which machines read. */
export function closingLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

/** The same with how many were skipped, for people. */
export function countLine(counts: Counts): string {
  return `${closingLine(counts)}${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
}

/**
 * What a runner says must fit how it ended: a non-zero status without a failed test (an error outside of the
 * tests, a time limit) and a run without any test count as one failure.
 */
export function judged(counts: Counts, exitStatus: number): Counts {
  const ran = counts.passed + counts.failed + counts.skipped > 0;
  const isSilentFailure = counts.failed === 0 && (exitStatus !== 0 || !ran);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

/** Counts of vitest's JSON report; a file that could not be loaded is one failure. @throws Error on another form. */
export function countVitest(json: string): Counts {
  return total(
    vitestSchema.parse(JSON.parse(json)).testResults.map(({ status, assertionResults }) => {
      const count = (wanted: string) => assertionResults.filter((one) => one.status === wanted).length;
      const [passed, failed] = [count('passed'), count('failed')];
      const isUnloadable = status === 'failed' && assertionResults.length === 0;
      return {
        passed,
        failed: isUnloadable ? 1 : failed,
        skipped: assertionResults.length - passed - failed,
      };
    }),
  );
}

/** Counts of a JUnit report as pytest writes it. @throws Error when it is none. */
export function countJunit(xml: string): Counts {
  const suite = /<testsuite\s[^>]*>/.exec(xml)?.[0];
  if (!suite) throw new Error('expected a <testsuite> in the JUnit report');
  const number = (name: string) => {
    const value = new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1];
    if (value === undefined) throw new Error(`expected ${name}="…" in ${suite}`);
    return Number(value);
  };
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  return { passed: number('tests') - failed - skipped, failed, skipped };
}
