// `./nmma test [PART…|FILE…]`: runs everything, or the named parts, files and folders, each under a heading; parts that do
// not disturb each other run side by side. The last line is `N passed, N failed`, with nothing behind it; the exit status
// is 1 when anything failed.
import { closingLine, countLine, total } from './runner/counts.ts';
import { fileChecks, lanesOf, parts, testFile } from './runner/parts.ts';
import { type Outcome, runSideBySide, terminal } from './runner/sideBySide.ts';

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
const outcomes: Outcome[] = [];
for (const lanes of lanesOf(asked.length > 0 ? named : names, fileChecks(files)))
  outcomes.push(...(await runSideBySide(lanes, terminal)));
const summary = outcomes.map(
  ({ heading, counts, seconds }) =>
    `${countLine(counts).padEnd(34)} ${seconds.toFixed(0).padStart(5)} s  ${heading}`,
);
const all = total(outcomes.map(({ counts }) => counts));
console.log(`\n== All\n${summary.join('\n')}\n`);
if (all.skipped > 0) console.log(`${all.skipped} skipped`);
console.log(closingLine(all));
process.exit(all.failed > 0 || all.passed === 0 ? 1 : 0);
