import { describe, expect, it } from 'vitest';
import { areas, Incidents } from '../../../pipeline/core/incidents.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe('trouble of the infrastructure', () => {
  it('is told with its beginning once it has lasted for minutes, whatever its words are by then', () => {
    let now = new Date('2026-11-25T03:12:30Z');
    const trouble = new Incidents(silent, () => now);
    trouble.note(areas.jobs, new Error('The login node is not reached.'));
    expect(trouble.list()).toEqual(['The login node is not reached.']);
    now = new Date('2026-11-25T03:40:00Z');
    trouble.note(areas.jobs, new Error('squeue did not work: no words'));
    expect(trouble.list()).toEqual(['squeue did not work: no words. (Since 03:12 UTC.)']);
    now = new Date('2026-11-26T03:40:00Z');
    expect(trouble.areas()).toEqual([
      { area: areas.jobs, words: 'squeue did not work: no words. (Since 2026-11-25 03:12 UTC.)' },
    ]);
    trouble.clear(areas.jobs);
    trouble.note(areas.jobs, new Error('Anew.'));
    expect(trouble.list()).toEqual(['Anew.']);
  });

  it('is apart for every part and what of it', () => {
    const trouble = new Incidents(silent, () => new Date());
    trouble.note(areas.source('jobs'), new Error('The folder is gone.'));
    trouble.note(areas.jobs, new Error('The login node is not reached.'));
    trouble.clear(areas.source('jobs'));
    expect(trouble.areas()).toEqual([{ area: areas.jobs, words: 'The login node is not reached.' }]);
  });
});
