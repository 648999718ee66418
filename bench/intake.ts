// A Rubin-like night: how long, and in how much memory, 10,000 objects of 50 points each are pulled, parsed, judged and
// stored, and how long the second pull takes, which finds nothing new. No fits are run. Usage: bench/intake [objects] [points]
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../db/open.ts';
import { createPipeline } from '../pipeline/pipeline.ts';
import { policySchema } from '../pipeline/policy/policy.ts';
import { DirectorySource } from '../pipeline/sources/directory.ts';
import { intakeTable } from './tables.ts';

const [objects = 10_000, points = 50] = process.argv.slice(2).map(Number);
const repository = join(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'nmma-bench-'));
const letters = 'abcdefghijklmnopqrstuvwxyz';

function nameOf(index: number): string {
  let rest = index;
  let name = '';
  for (let i = 0; i < 7; i += 1) {
    name = `${letters[rest % 26]}${name}`;
    rest = Math.floor(rest / 26);
  }
  return `ZTF26${name}`;
}

function writeNight(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const before = Date.now() / 1000 - 600;
  for (let object = 0; object < objects; object += 1) {
    const rows = Array.from({ length: points }, (_, i) => {
      const jd = (2461000.7 + i / 10 + object / 1e6).toFixed(7);
      const mag = (18 + ((object * 7 + i * 13) % 300) / 100).toFixed(10);
      return i % 4 === 0
        ? `${i},${jd},99.0,99.0,r,20.5,2.0,1.0`
        : `${i},${jd},${mag},0.1,${'gri'[i % 3]},20.5,2.0,1.0`;
    });
    const path = join(folder, `lc_${nameOf(object)}_forced1_stacked0.csv`);
    writeFileSync(path, `,jd,mag,mag_unc,filter,limmag,programid,forced\n${rows.join('\n')}\n`);
    utimesSync(path, before, before);
  }
}

const never = async (): Promise<never> => {
  throw new Error('nothing is run here');
};

writeNight(join(root, 'partnership/2461000-2461007'));
const stateDir = join(root, 'state');
const db = openDatabase(join(stateDir, 'nmma.sqlite'));
const pipeline = createPipeline({
  db,
  executor: { name: 'local', submit: never, poll: never, collect: never, cancel: never },
  sources: [new DirectorySource(join(root, 'partnership'))],
  publisher: { publish: never },
  stateDir,
  fitterDir: join(repository, 'fitter'),
  modelsEnabled: ['SC'],
  fitDefaults: {},
  // Everything is judged to the end, and little of it asks for a fit, as in a real night.
  policy: policySchema.parse({ evolution: {}, maxDurationDays: 15, maxAgeDays: null }),
  channel: 'C0NMMABOT1',
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: (fields) => console.error(fields) },
});

let longestPauseMs = 0;
let last = performance.now();
const heartbeat = setInterval(() => {
  longestPauseMs = Math.max(longestPauseMs, performance.now() - last - 20);
  last = performance.now();
}, 20);

async function measured(): Promise<{ seconds: number; lightCurvesNew: number; fitsAsked: number }> {
  const begun = performance.now();
  const { lightCurvesNew, fitsAsked } = await pipeline.pull({ trigger: 'command', requestedBy: null });
  return { seconds: (performance.now() - begun) / 1000, lightCurvesNew, fitsAsked };
}

const first = await measured();
const second = await measured();
clearInterval(heartbeat);
const peakMb = process.resourceUsage().maxRSS / 1024;
db.close();
rmSync(root, { recursive: true, force: true });
const result = {
  objects,
  points,
  firstPullSeconds: Number(first.seconds.toFixed(2)),
  lightCurvesNew: first.lightCurvesNew,
  fitsAsked: first.fitsAsked,
  secondPullSeconds: Number(second.seconds.toFixed(2)),
  secondFitsAsked: second.fitsAsked,
  peakMemoryMb: Math.round(peakMb),
  longestPauseMs: Math.round(longestPauseMs),
};
console.log(intakeTable(result));
if (objects === 10_000 && points === 50) {
  writeFileSync(join(repository, 'bench/results/intake.json'), `${JSON.stringify(result, null, 2)}\n`);
}
const isGood = first.seconds < 120 && second.seconds < 2 && peakMb < 500 && first.lightCurvesNew === objects;
process.exit(isGood ? 0 : 1);
