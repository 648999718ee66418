import { expect, test } from 'vitest';
import { modelRows } from '../../charts/modelRows.ts';

const days = [0, 1, 2, 3];

test('a model that begins comes up from below the frame', () => {
  const band = {
    best: [null, null, 19, 20],
    p05: [null, 18, 18.5, 19.5],
    p50: [null, null, 19, 20],
    p95: [null, null, 19.5, 20.5],
  };
  const { lines, areas } = modelRows(days, 'ZTF g', band, 25);
  expect(lines.map(({ day, best }) => [day, best])).toEqual([
    [1, 25],
    [2, 19],
    [3, 20],
  ]);
  expect(areas.map(({ day, p05, p95 }) => [day, p05, p95])).toEqual([
    [0, 25, 25],
    [1, 18, 25],
    [2, 18.5, 19.5],
    [3, 19.5, 20.5],
  ]);
  expect(new Set([...lines, ...areas].map((row) => row.label))).toEqual(new Set(['ZTF g']));
});

test('a gap is not bridged', () => {
  const gap = [18, null, 19, 20];
  const { lines, areas } = modelRows(days, 'ZTF g', { best: gap, p05: gap, p50: gap, p95: gap }, 25);
  expect(new Set(lines.map((row) => row.stretch)).size).toBe(2);
  expect(new Set(areas.map((row) => row.stretch)).size).toBe(2);
});

test('a model that gives nothing is not drawn', () => {
  const nothing = [null, null, null, null];
  const band = { best: nothing, p05: nothing, p50: nothing, p95: nothing };
  expect(modelRows(days, 'ZTF g', band, 25)).toEqual({ lines: [], areas: [] });
});
