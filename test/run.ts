// `./nmma test [PART…]`: runs everything, or the named parts, each under a heading. The last line is
// `N passed, N failed`, with nothing behind it; the exit status is 1 when anything failed.
import { type Counts, closingLine, countLine, total } from './runner/counts.ts';
import { parts } from './runner/parts.ts';

const names = Object.keys(parts);
const asked = process.argv.slice(2);
const unknown = asked.find((word) => !names.includes(word));
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(`Usage: nmma test [${names.join('|')}]…\n\nWithout a word, everything.`);
  process.exit(0);
}
if (unknown !== undefined) {
  console.error(
    `There is no part “${unknown}” of the tests: expected ${names.join(', ')}, or nothing for all.`,
  );
  process.exit(2);
}

const checks = new Set((asked.length > 0 ? asked : names).flatMap((name) => parts[name] ?? []));
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
