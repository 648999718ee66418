#!/usr/bin/env node
// A fake of the fitter's Python: takes `-m nmma_fitter run FOLDER` and writes a result of the right form, without
// fitting anything. FAKE_FITTER=fail lets GRB fits fail; FAKE_FITTER=slow makes every fit last ten minutes.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv.at(-1);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const write = (name, data) => {
  writeFileSync(join(folder, `${name}.tmp`), JSON.stringify({ schema_version: 1, ...data }));
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
};
const requestText = readFileSync(join(folder, 'request.json'), 'utf8');
const request = JSON.parse(requestText);
const { fitId, attempt, object, model, kind } = request;
write('progress.json', {
  stage: 'sampling',
  iteration: 10,
  likelihoodCalls: 100,
  lnZ: -30,
  fraction: 0.5,
  elapsedSeconds: 1,
  remainingSeconds: 1,
});
const mode = process.env.FAKE_FITTER ?? '';
await new Promise((resolve) => setTimeout(resolve, mode === 'slow' ? 600_000 : 300));
if (mode === 'fail' && kind === 'GRB') {
  write('error.json', { reason: 'bad-data', code: 'made-up', message: 'The fake fitter was told to fail.' });
  process.exit(1);
}
const rows = readFileSync(join(folder, request.lightCurve.path), 'utf8').trim().split('\n');
const first = Date.parse(`${rows[0].split(' ')[0].slice(0, 23)}Z`) / 86_400_000 + 2440587.5;
const jd = [0, 1, 2, 3].map((day) => first + day);
const lnZ = { KN: -21.5, SC: -25.6, GRB: -40, SN: -50 }[kind];
write('result.json', {
  fitId,
  attempt,
  object,
  model,
  kind,
  lnZ,
  lnZError: 0.1,
  logLikelihoodMax: lnZ + 8,
  bestFit: { log10_mej: -2 },
  likelihoodCalls: 1000,
  effectiveSampleSize: 200,
  sampler: { name: 'fake', livePoints: request.settings.livePoints, seed: 1, seconds: 0.1 },
  seconds: 0.3,
  versions: { fitter: 'fake' },
  hashes: {
    lightCurve: sha256(readFileSync(join(folder, request.lightCurve.path))),
    request: sha256(requestText),
    prior: sha256(readFileSync(join(folder, request.prior.path))),
  },
  priorSet: request.prior.set,
  settings: request.settings,
  triggerJd: first,
  posterior: {
    parameters: [{ name: 'log10_mej', label: 'log₁₀ M_ej', unit: null, minimum: -3, maximum: -1 }],
    samples: Array.from({ length: 200 }, (_, i) => [-2 + Math.sin(i * 1.7) * 0.3]),
  },
  lightCurve: {
    jd,
    filters: {
      ztfg: {
        best: [19, 19.5, 20, 20.5],
        p05: [18.8, 19.3, 19.8, 20.3],
        p50: [19, 19.5, 20, 20.5],
        p95: [19.2, 19.7, 20.2, 20.7],
      },
    },
  },
  residuals: { ztfg: { chi2: 3, points: 4 } },
  warnings: [],
});
