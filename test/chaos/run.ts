// `./nmma chaos [--kills 200] [--seed N] [--only TROUBLE] [--real] [--keep]`: kills the app again and again, in every way
// that it may be hurt, and counts what was lost, doubled and stuck. The exit status is 1 when anything was.
import { parseArgs } from 'node:util';
import { weights } from './lives.ts';
import { playChaos } from './play.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    real: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const troubles = Object.keys(weights) as (keyof typeof weights)[];
if (values.help) {
  console.log(`Usage: nmma chaos [--kills 200] [--seed N] [--only TROUBLE] [--real] [--keep]

Kills the real app again and again, against a workspace of its own, and counts what was lost, doubled and stuck.
  --seed N        draws the same troubles again
  --only TROUBLE  one of: ${troubles.join(', ')}
  --real          fits with the real fitter, not with a mock
  --keep          keeps the folder`);
  process.exit(0);
}
const kills = Number(values.kills);
const seed = Number(values.seed);
const only = troubles.find((one) => one === values.only) ?? null;
if (!(Number.isInteger(kills) && kills >= 0 && Number.isInteger(seed)) || (values.only && only === null)) {
  console.error(`Expected whole numbers, and one of: ${troubles.join(', ')}.`);
  process.exit(2);
}
const began = performance.now();
const { lost, doubled, stuck, seen } = await playChaos({
  ...{ kills, seed, only, isReal: values.real, keep: values.keep, say: (line: string) => console.log(line) },
});
for (const words of [...lost, ...doubled, ...stuck]) console.log(words);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `${kills} kills in ${minutes} min (seed ${seed}): ${seen.objects} objects, ${seen.fits} fits, ${seen.jobs} jobs, ` +
    `${seen.messages} messages, ${seen.requests} requests: ${lost.length} lost, ${doubled.length} doubled, ${stuck.length} stuck`,
);
process.exit(lost.length + doubled.length + stuck.length > 0 ? 1 : 0);
