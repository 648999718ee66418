import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupOf, rightFor } from '../../bench/nmma_verdict/classes.ts';
import type { Row } from '../../bench/nmma_verdict/fits.ts';
import { type Judged, judge } from '../../bench/nmma_verdict/judge.ts';
import { readLabelled } from '../../bench/nmma_verdict/labelled.ts';
import {
  answerOf,
  confusion,
  falseAlarms,
  isAcceptable,
  reliability,
} from '../../bench/nmma_verdict/tables.ts';
import { equalOdds } from '../../pipeline/fits/priorOdds.ts';
import { scratchFolder } from '../pipeline/scratch.ts';

function row(label: string, object: string, kind: string, lnZ: number | null): Row {
  const none = { isConverged: true, quality: null, bestFit: null, warnings: [], seconds: 1, failure: null };
  return {
    label,
    object,
    model: `model of ${kind}`,
    kind,
    lnZ,
    lnZError: lnZ === null ? null : 0.1,
    ...none,
  };
}

/** Judged by the evidences of its kinds, every kind as likely as any other. */
function judged(label: string, object: string, evidences: Record<string, number>): Judged {
  const rows = Object.entries(evidences).map(([kind, lnZ]) => row(label, object, kind, lnZ));
  const found = judge(rows, equalOdds);
  if (!found) throw new Error('No rows.');
  return found;
}

const kilonova = judged('kilonova', 'a', { KN: -10, SN: -20, NONE: -15 });
const supernova = judged('SNIa', 'b', { KN: -30, SN: -10, NONE: -13 });
const falseAlarm = judged('SNII', 'c', { KN: -10, SN: -14, NONE: -14.2 });
const undecided = judged('AGN', 'd', { KN: -30, SN: -10, NONE: -10.1 });
const wrong = judged('AGN', 'e', { KN: -30, SN: -10, NONE: -14 });
const unknown = judged('fast-unclassified', 'f', { KN: -10, SN: -20 });
const all = [kilonova, supernova, falseAlarm, undecided, wrong, unknown];

describe('an object of known class', () => {
  it('is judged by the verdict itself', () => {
    expect(kilonova).toMatchObject({ kind: 'KN', isDecided: true, kilonovaStrength: 'very strong' });
    expect(kilonova.kilonovaScore).toBeCloseTo(5);
    expect(all.map(answerOf)).toEqual(['KN', 'SN', 'KN', 'inconclusive', 'SN', 'KN']);
    expect(all.map(isAcceptable)).toEqual([true, true, false, true, false, null]);
  });

  it('whose fits all failed is judged inconclusive', () => {
    const found = judge([row('SNIa', 'g', 'SN', null)], equalOdds);
    expect(found).toMatchObject({ kind: null, isDecided: false, kilonovaStrength: null });
    expect(found && answerOf(found)).toBe('inconclusive');
    expect(judge([], equalOdds)).toBeNull();
  });

  it('belongs to a class that says which kinds are right', () => {
    expect(rightFor('SLSN-II')).toEqual(['SN']);
    expect(rightFor('CV')).toEqual(['NONE']);
    expect(rightFor('fast-unclassified')).toBeNull();
    expect(['SNIa-91T-like', 'SNIIP', 'SNIcBL', 'TDE-H-He', 'AGN'].map(groupOf)).toEqual([
      'SN Ia',
      'SN II',
      'SN Ibc',
      'TDE',
      'AGN',
    ]);
  });
});

describe('the tables', () => {
  it('count answers by class', () => {
    const agn = confusion(all).find(({ group }) => group === 'AGN');
    expect(agn).toMatchObject({ objects: 2, acceptable: 0.5, right: 0 });
    expect(agn?.answers).toEqual({ KN: 0, GRB: 0, SC: 0, SN: 1, NONE: 0, inconclusive: 1 });
    expect(confusion(all).find(({ group }) => group === 'fast-unclassified')?.right).toBeNull();
  });

  it('name what is called a kilonova and is none, by the strength of the evidence', () => {
    expect(falseAlarms(all)).toEqual({
      contaminants: 4,
      decided: ['c'],
      byStrength: { positive: [], strong: ['c'], 'very strong': [] },
    });
  });

  it('compare probabilities with how often they came true, where the kind is known', () => {
    const bins = reliability([kilonova, wrong, unknown]);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    const highest = bins.at(-1);
    // The kilonova's own and the wrong one's: one of two came true. (0.98 of e is not reached: 0.982.)
    expect(highest).toMatchObject({ from: 0.98, to: 1, count: 2, observed: 0.5 });
    expect(bins[0]).toMatchObject({ from: 0, count: 4 });
  });
});

describe('a folder of light curves', () => {
  it('is read one of each class after the other; what cannot be read is named', () => {
    const folder = scratchFolder();
    const text =
      'jd,mag,mag_unc,filter,limmag,programid\n2459800.5,19,0.1,g,20.5,1\n2459801.5,19.2,0.1,r,20.5,1\n';
    for (const [label, object, content] of [
      ['AGN', 'ZTF20aaaaaaa', text],
      ['AGN', 'ZTF20aaaaaab', text],
      ['SNIa', 'ZTF20aaaaaac', text],
      ['SNIa', 'ZTF20aaaaaad', 'jd,mag\nx,y\n'],
    ] as const) {
      mkdirSync(join(folder, label), { recursive: true });
      writeFileSync(join(folder, label, `${object}.csv`), content);
    }
    const { curves, unreadable } = readLabelled(folder);
    expect(curves.map(({ object }) => object)).toEqual(['ZTF20aaaaaaa', 'ZTF20aaaaaac', 'ZTF20aaaaaab']);
    expect(curves[0]?.points).toHaveLength(2);
    expect(unreadable).toMatchObject([{ file: 'SNIa/ZTF20aaaaaad.csv' }]);
  });
});
