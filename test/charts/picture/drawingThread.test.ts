import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { kilonovaLightCurve, posterior } from '../../../app/examples/charts.ts';
import { renderCorner, renderLightCurve } from '../../../charts/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'nmma-charts-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('everything else goes on while a chart is drawn', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await renderCorner(posterior(6), join(folder, 'corner.png'));
  clearInterval(timer);
  // Drawn on this thread, a chart lets one or two turns through.
  expect(turns).toBeGreaterThan(10);
});

it('what cannot be handed over or drawn is told, and the next chart is drawn all the same', async () => {
  const chart = kilonovaLightCurve();
  const path = join(folder, 'next.png');
  const odd = { ...chart, modelTitle: Object.assign(() => {}) };
  const all = await Promise.allSettled([
    renderLightCurve(odd, path),
    renderLightCurve({ ...chart, points: [] }, path),
    renderLightCurve(chart, path),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(existsSync(path)).toBe(true);
});
