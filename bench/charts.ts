// Our charts and those of matplotlib and corner on the same data, one after the other in one run; then a night's charts,
// and many. Usage: bench/charts [objects] [many]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { execa } from 'execa';
import { z } from 'zod';
import { kilonovaLightCurve, posterior } from '../app/examples/charts.ts';
import { renderChart } from '../charts/index.ts';
import { draw } from '../charts/picture/drawing.ts';
import { chartsResults, chartsTable } from './tables.ts';

const [objects = 100, many = 1000] = process.argv.slice(2).map(Number);
const TIMES = 7;
const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'nmma-bench-charts-'));
const curve = kilonovaLightCurve();
const corner = posterior(7, 5000);
const target = join(folder, 'chart.png');
const python = process.env.NMMA_PYTHON ?? 'python3';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds of processor time of each of some drawings, on all threads, after one that warms up. */
async function timed(drawOne: () => Promise<void>): Promise<number[]> {
  await drawOne();
  const taken: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const start = process.cpuUsage();
    await drawOne();
    const { user, system } = process.cpuUsage(start);
    taken.push((user + system) / 1000);
  }
  return taken;
}

const theirs = z.object({ lightCurve: z.array(z.number()), corner: z.array(z.number()) });

/** The same drawings with matplotlib and corner, warm, as PNG with as many pixels. */
async function inPython(): Promise<z.infer<typeof theirs>> {
  const data = join(folder, 'data.json');
  writeFileSync(data, JSON.stringify({ curve, corner, times: TIMES, target }));
  const paths = [here, join(here, '../fitter')].join(':');
  const env = { PYTHONPATH: paths, MPLBACKEND: 'Agg', PYTHONWARNINGS: 'ignore' };
  const { stdout } = await execa(python, ['-m', 'nmma_bench.charts', data], { env });
  return theirs.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

const ours = {
  lightCurve: await timed(() => draw({ what: 'light-curve', chart: curve, path: target })),
  corner: await timed(() => draw({ what: 'corner', chart: corner, path: target })),
};
const others = await inPython();

// A night: three pictures of each object on the drawing thread, while this one answers.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const start = performance.now();
const models = [curve, { ...curve, lnZ: -30 }, { ...curve, lnZ: -40 }];
const all = { object: curve.object, points: curve.points, models };
for (let i = 0; i < objects; i += 1) {
  await Promise.all([
    renderChart({ what: 'models', chart: all, path: join(folder, 'models.png') }),
    renderChart({ what: 'light-curve', chart: curve, path: join(folder, 'light-curve.png') }),
    renderChart({ what: 'corner', chart: posterior(6, 2500), path: join(folder, 'corner.png') }),
  ]);
}
const nightSeconds = (performance.now() - start) / 1000;
delay.disable();

const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
let early = 0;
for (let i = 0; i < many; i += 1) {
  await renderChart({ what: 'light-curve', chart: curve, path: target });
  if (i === Math.floor(many / 5)) early = megabytes();
}
const results = chartsResults.parse({
  times: TIMES,
  lightCurve: { oursMs: median(ours.lightCurve), matplotlibMs: median(others.lightCurve) },
  corner: { oursMs: median(ours.corner), cornerMs: median(others.corner) },
  night: { objects, charts: 3 * objects, seconds: nightSeconds, longestPauseMs: delay.max / 1e6 },
  many: { charts: many, memoryAfterAFifthMb: early, memoryAtTheEndMb: megabytes() },
});
rmSync(folder, { recursive: true });
const kept = join(here, 'results/charts.json');
writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);
console.log(chartsTable(chartsResults.parse(JSON.parse(readFileSync(kept, 'utf8')))));
process.exit(0);
