// `./nmma test [PART…|FILE…]`: runs everything, or the named parts, files and folders, each under a heading. The last
// line is `N passed, N failed`, with nothing behind it; the exit status is 1 when anything failed.
import { type Counts, closingLine, countLine, total } from './runner/counts.ts';
import { fileChecks, parts, testFile } from './runner/parts.ts';

const names = Object.keys(parts);
const asked = process.argv.slice(2);
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(
    `Usage: nmma test [${names.join('|')}|FILE]…\n\nWithout a word, everything. FILE is a file or folder of tests, ` +
      'such as test/pipeline/intake or fitter/tests/models/test_trends.py.',
  );
  process.exit(0);
}
const found = asked.map((word) => ({ word, file: names.includes(word) ? null : testFile(word) }));
const unknown = found.find(({ file }) => file === undefined);
if (unknown !== undefined) {
  console.error(
    `There is no part and no file “${unknown.word}” of the tests: expected ${names.join(', ')}, a path such as ` +
      'test/pipeline/intake or fitter/tests/models, or nothing for all.',
  );
  process.exit(2);
}

const files = found.flatMap(({ file }) => file ?? []);
const named = asked.filter((word) => names.includes(word));
const ofParts = (asked.length > 0 ? named : names).flatMap((name) => parts[name] ?? []);
const checks = new Set([...ofParts, ...fileChecks(files)]);
const counts: Counts[] = [];
const summary: string[] = [];
for (const check of checks) {
  console.log(`\n== ${check.heading}`);
  const started = performance.now();
  let count: Counts;
  try {
    count = await check.run();
  } catch (error) {
    console.error(error);
    count = { passed: 0, failed: 1, skipped: 0 };
  }
  counts.push(count);
  const seconds = Math.round((performance.now() - started) / 1000);
  summary.push(`${countLine(count).padEnd(34)} ${String(seconds).padStart(5)} s  ${check.heading}`);
}
const all = total(counts);
console.log(`\n== All\n${summary.join('\n')}\n`);
if (all.skipped > 0) console.log(`${all.skipped} skipped`);
console.log(closingLine(all));
process.exit(all.failed > 0 || all.passed === 0 ? 1 : 0);
