import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../db/events.ts';
import { fitCharts, setFitChart } from '../../db/fitCharts.ts';
import {
  addReusedFit,
  cancelFit,
  countFitStates,
  failFit,
  findFit,
  findOpenFit,
  findSucceededFit,
  fitsAskedBetween,
  fitsOfObject,
  fitsOfRun,
  getFit,
  loseFit,
  markFitRunning,
  markFitSubmitted,
  maxLost,
  modelsFittedTo,
  openFits,
  requeueDoubled,
  requeueFit,
  succeedFit,
  timeOutFit,
} from '../../db/fits.ts';
import type { Db } from '../../db/open.ts';
import { type FitState, fitStates } from '../../db/types.ts';
import { addExampleFit, at, scratchDatabase } from './examples.ts';

const result = {
  lnZ: -12.5,
  lnZError: 0.2,
  logLikelihoodMax: -4,
  resultPath: '/state/jobs/1/1/result.json',
  warnings: [{ code: 'prior-edge', text: 'At the edge.' }],
  seconds: 71.5,
};

const moves: Record<string, { act: (db: Db, id: number) => boolean; from: FitState[]; to: FitState }> = {
  submit: { act: (db, id) => markFitSubmitted(db, id, at(2)), from: ['queued'], to: 'submitted' },
  run: { act: (db, id) => markFitRunning(db, id, at(3)), from: ['submitted'], to: 'running' },
  succeed: { act: (db, id) => succeedFit(db, id, result, at(4)), from: ['running'], to: 'succeeded' },
  fail: {
    act: (db, id) => failFit(db, id, { reason: 'crash', message: 'It broke.' }, at(4)),
    from: ['queued', 'running', 'lost'],
    to: 'failed',
  },
  timeOut: { act: (db, id) => timeOutFit(db, id, 'Too long.', at(4)), from: ['running'], to: 'timed-out' },
  lose: { act: (db, id) => loseFit(db, id, at(4)), from: ['submitted', 'running'], to: 'lost' },
  double: {
    act: (db, id) => requeueDoubled(db, id, 'memory', at(4)),
    from: ['running'],
    to: 'queued',
  },
  requeue: { act: (db, id) => requeueFit(db, id, at(5)), from: ['lost'], to: 'queued' },
  cancel: {
    act: (db, id) => cancelFit(db, id, 'Cancelled by a person.', at(5, 'U1')),
    from: ['queued', 'submitted', 'running', 'lost'],
    to: 'cancelled',
  },
};

const every = Object.entries(moves).flatMap(([name, move]) =>
  fitStates.map((state) => ({ name, state, move })),
);

describe('states of a fit', () => {
  it.each(every)('$name of a fit that is $state', ({ state, move }) => {
    const db = scratchDatabase();
    const { fitId } = addExampleFit(db);
    db.prepare('UPDATE fits SET state = ? WHERE id = ?').run(state, fitId);
    const isAllowed = move.from.includes(state);
    expect(move.act(db, fitId)).toBe(isAllowed);
    expect(getFit(db, fitId).state).toBe(isAllowed ? move.to : state);
    const events = eventsOf(db, `fit:${fitId}`).slice(1);
    expect(events.map(({ from, to }) => [from, to])).toEqual(isAllowed ? [[state, move.to]] : []);
  });

  it('keeps what was found, when, and by whom it was ended', () => {
    const db = scratchDatabase();
    const { fitId } = addExampleFit(db);
    for (const name of ['submit', 'run', 'succeed']) moves[name]?.act(db, fitId);
    expect(getFit(db, fitId)).toMatchObject({
      state: 'succeeded',
      lnZ: -12.5,
      lnZError: 0.2,
      warnings: result.warnings,
      startedAt: at(3).at,
      finishedAt: at(4).at,
    });
    const other = addExampleFit(db).fitId;
    moves.cancel?.act(db, other);
    expect(eventsOf(db, `fit:${other}`).at(-1)).toMatchObject({ actor: 'U1', to: 'cancelled' });
    setFitChart(db, fitId, { kind: 'corner', path: '/a.png' }, at(5).at);
    setFitChart(db, fitId, { kind: 'light-curve', path: '/b.png' }, at(5).at);
    setFitChart(db, fitId, { kind: 'corner', path: '/c.png' }, at(6).at);
    expect(fitCharts(db, fitId)).toEqual([
      { kind: 'corner', path: '/c.png' },
      { kind: 'light-curve', path: '/b.png' },
    ]);
  });

  it('queues a lost fit again twice at most', () => {
    const db = scratchDatabase();
    const { fitId } = addExampleFit(db);
    for (let time = 1; time <= maxLost + 1; time += 1) {
      expect(moves.submit?.act(db, fitId)).toBe(true);
      expect(moves.lose?.act(db, fitId)).toBe(true);
      expect(moves.requeue?.act(db, fitId)).toBe(time <= maxLost);
    }
    expect(getFit(db, fitId)).toMatchObject({ state: 'lost', lostCount: maxLost + 1 });
  });

  it('refuses kinds, states and warnings that do not exist', () => {
    const db = scratchDatabase();
    expect(() => addExampleFit(db, { kind: 'XX' })).toThrow(/CHECK constraint/);
    const { fitId } = addExampleFit(db);
    expect(() => db.prepare("UPDATE fits SET state = 'done'").run()).toThrow(/CHECK constraint/);
    db.prepare(`UPDATE fits SET warnings = '[{"code": 1}]'`).run();
    expect(() => getFit(db, fitId)).toThrow();
    expect(() => getFit(db, 99)).toThrow('There is no fit 99 in the database.');
    expect(findFit(db, 99)).toBeUndefined();
  });
});

describe('fits that are there already', () => {
  it('are reused when they succeeded, and only then', () => {
    const db = scratchDatabase();
    const { fitId, fit } = addExampleFit(db);
    expect(addReusedFit(db, fit, fitId, at(6))).toBeUndefined();
    expect(findOpenFit(db, 'key')?.id).toBe(fitId);
    expect(findSucceededFit(db, 'key')).toBeUndefined();
    for (const name of ['submit', 'run', 'succeed']) moves[name]?.act(db, fitId);
    expect(addReusedFit(db, { ...fit, fitKey: 'another' }, fitId, at(6))).toBeUndefined();
    const reused = addReusedFit(db, fit, fitId, at(6)) ?? 0;
    const { lnZ, resultPath, warnings } = result;
    expect(getFit(db, reused)).toMatchObject({ reusedFitId: fitId, lnZ, resultPath, warnings, attempts: 0 });
    // What was reused is always the one that really ran.
    expect(getFit(db, addReusedFit(db, fit, reused, at(7)) ?? 0).reusedFitId).toBe(fitId);
    expect(findSucceededFit(db, 'key')?.id).toBe(fitId);
    expect(findOpenFit(db, 'key')).toBeUndefined();
  });

  it('are not reused when their time limit ended them', () => {
    const db = scratchDatabase();
    const first = addExampleFit(db).fitId;
    for (const name of ['submit', 'run', 'succeed']) moves[name]?.act(db, first);
    const second = addExampleFit(db).fitId;
    for (const name of ['submit', 'run']) moves[name]?.act(db, second);
    const warnings = [{ code: 'not-converged', text: 'Stopped.' }];
    succeedFit(db, second, { ...result, warnings }, at(5));
    expect(findSucceededFit(db, 'key')?.id).toBe(first);
    db.prepare('UPDATE fits SET warnings = ? WHERE id = ?').run(JSON.stringify(warnings), first);
    expect(findSucceededFit(db, 'key')).toBeUndefined();
  });

  it('are listed by object, run and time, and counted by state', () => {
    const db = scratchDatabase();
    const { fitId, fit } = addExampleFit(db);
    const { fitId: second } = addExampleFit(db, { runId: fit.runId, model: 'Piro2021', kind: 'SC' });
    const { fitId: third } = addExampleFit(db);
    moves.cancel?.act(db, second);
    const ids = (fits: { id: number }[]) => fits.map(({ id }) => id);
    expect(ids(openFits(db))).toEqual([fitId, third]);
    expect(ids(fitsOfRun(db, fit.runId))).toEqual([fitId, second]);
    expect(ids(fitsOfObject(db, fit.objectId))).toEqual([fitId, second, third]);
    expect(ids(fitsOfObject(db, 99))).toEqual([]);
    expect(countFitStates(db, fit.runId)).toEqual({ queued: 1, cancelled: 1 });
    expect(modelsFittedTo(db, fit.lightCurveId)).toEqual(new Set(['Me2017', 'Piro2021']));
    expect(ids(fitsAskedBetween(db, at(1).at, at(2).at))).toEqual([fitId, second, third]);
    expect(ids(fitsAskedBetween(db, at(0).at, at(1).at))).toEqual([]);
  });
});
