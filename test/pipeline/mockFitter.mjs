#!/usr/bin/env node
// A mock of the fitter for tests: called with a job's folder, it writes what a real job writes, without fitting.
// What it does is told per model, object or attempt by the file MOCK_FITTER names (JSON: key → behaviour), keys
// `OBJECT/MODEL/ATTEMPT`, `OBJECT/MODEL`, `MODEL` or `*`:
//   {"lnZ": -20}  a result   {"seconds": 2}  only after that time   {"error": "bad-data"}  error.json
//   {"exit": 3}  nothing but a log and an exit status   {"wrongHash": true}   {"broken": true}  half a result
//   {"endsOnWarning": true}  SIGUSR1 ends it, with a result that is not converged   {"megabytes": 30}  a large file besides
//   {"notConverged": true}  a result that its time limit ended   {"memoryMB": 500}  takes that much first
//   {"samples": 2000}  so many samples of five parameters, as a real fit has
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv.at(-1);
const read = (name) => readFileSync(join(folder, name));
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const write = (name, data) => {
  writeFileSync(join(folder, `${name}.tmp`), JSON.stringify({ schema_version: 1, ...data }));
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
};
const requestText = read('request.json');
const request = JSON.parse(requestText);
const { fitId, attempt, object, model, kind } = request;
const behaviours = JSON.parse(readFileSync(process.env.MOCK_FITTER, 'utf8'));
const keys = [`${object}/${model}/${attempt}`, `${object}/${model}`, model, '*'];
const behaviour = behaviours[keys.find((key) => key in behaviours)] ?? {};

write('progress.json', {
  stage: 'sampling',
  iteration: 10,
  likelihoodCalls: 100,
  lnZ: -30,
  fraction: 0.5,
  elapsedSeconds: 1,
  remainingSeconds: 1,
});
// So much memory, MB, all of it touched.
globalThis.held = behaviour.memoryMB ? Buffer.alloc(behaviour.memoryMB * 1e6, 1) : null;
console.log(`mock fit of ${object} with ${model}`);
if (process.env.NMMA_ASSETS) console.log(`models’ files in ${process.env.NMMA_ASSETS}`);
if (behaviour.megabytes) writeFileSync(join(folder, 'large.bin'), randomBytes(behaviour.megabytes * 1e6));
await new Promise((resolve) => {
  const timer = setTimeout(resolve, (behaviour.seconds ?? 0) * 1000);
  if (!behaviour.endsOnWarning) return;
  process.on('SIGUSR1', () => {
    behaviour.notConverged = true;
    clearTimeout(timer);
    resolve();
  });
});
if (behaviour.exit !== undefined) {
  console.error('ValueError: the mock was told to break');
  process.exit(behaviour.exit);
}
if (behaviour.error !== undefined) {
  write('error.json', { reason: behaviour.error, code: 'made-up', message: 'The mock was told to fail.' });
  process.exit(1);
}
if (behaviour.broken) {
  writeFileSync(join(folder, 'result.json'), '{"schema_version": 1, "fitId"');
  process.exit(0);
}
const rows = read(request.lightCurve.path).toString('utf8').trim().split('\n');
const first = Date.parse(`${rows[0].split(' ')[0].slice(0, 23)}Z`) / 86_400_000 + 2440587.5;
const lnZ = behaviour.lnZ ?? { KN: -20, SC: -25, GRB: -40, SN: -50 }[kind];
const magnitudes = [18, 18.5, 19, 19.5];
const parameterNames = [
  'log10_mej',
  ...(behaviour.samples ? ['log10_vej', 'beta', 'kappa', 'timeshift'] : []),
];
write('result.json', {
  fitId,
  attempt,
  object,
  model,
  kind,
  lnZ,
  lnZError: 0.1,
  logLikelihoodMax: lnZ + 8,
  bestFit: Object.fromEntries(parameterNames.map((name) => [name, -2])),
  likelihoodCalls: 1000,
  effectiveSampleSize: 200,
  sampler: { name: 'mock', livePoints: request.settings.livePoints, seed: 1, seconds: 0.1 },
  seconds: 0.3,
  versions: { fitter: 'mock' },
  hashes: {
    lightCurve: behaviour.wrongHash ? 'f'.repeat(64) : sha256(read(request.lightCurve.path)),
    request: sha256(requestText),
    prior: sha256(read(request.prior.path)),
  },
  priorSet: request.prior.set,
  settings: request.settings,
  triggerJd: first,
  posterior: {
    parameters: parameterNames.map((name) => ({
      name,
      label: name === 'log10_mej' ? 'log₁₀ M_ej' : name,
      unit: null,
      minimum: -3,
      maximum: -1,
    })),
    samples: Array.from({ length: behaviour.samples ?? 200 }, (_, i) =>
      parameterNames.map((_, j) => -2 + Math.sin(i * (1.7 + j)) * 0.3),
    ),
  },
  lightCurve: {
    jd: [0, 1, 2, 3].map((day) => first + day),
    filters: { ztfg: { best: magnitudes, p05: magnitudes, p50: magnitudes, p95: magnitudes } },
  },
  residuals: { ztfg: { chi2: 3, points: 4 } },
  ...(behaviour.notConverged ? { isConverged: false } : {}),
  warnings: behaviour.warnings ?? [],
});
