import { describe, expect, it } from 'vitest';
import { fitNote } from '../../../pipeline/fits/fitNote.ts';
import { resultWarnings } from '../../../pipeline/fits/warnings.ts';
import { loadModels } from '../../../pipeline/fitter/models.ts';
import { contentOf, makeBench, nights } from '../pipelineExamples.ts';
import { fitterDir } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';
const stopped = { code: 'not-converged', text: 'Stopped by its time limit.' };
const edge = { code: 'prior-edge', text: 'At the edge.' };

describe('the note of a fit', () => {
  const [model = null] = loadModels(fitterDir).filter(({ priorSet }) => priorSet === 'tuned');
  const note = (settings: object, warnings: (typeof edge)[] = []) =>
    fitNote({ settings: JSON.stringify(settings), warnings }, model);

  it('names what is not as usual, and nothing else', () => {
    expect(note({})).toBeUndefined();
    expect(note({ priorSet: 'tuned', tmax: 5 }, [edge])).toBeUndefined();
    expect(note({ priorSet: 'old' })).toBe('old priors');
    expect(note({ host: { redshift: 0.03, redshiftError: 0 } })).toBe('host at z = 0.03');
    expect(note({ host: { redshift: 0.03, redshiftError: 0.001 } })).toBe('host at z = 0.03 ± 0.001');
    const far = { luminosityDistanceMpc: 130, luminosityDistanceErrorMpc: 8 };
    expect(note({ priorSet: 'old', host: far }, [stopped])).toBe(
      'old priors, host at 130 ± 8 Mpc, not converged',
    );
  });

  it('of a model that has gone says what its result says', () => {
    expect(fitNote({ settings: '{}', warnings: [] }, null)).toBeUndefined();
    expect(fitNote({ settings: '{}', warnings: [stopped] }, null)).toBe('not converged');
  });
});

describe('a result that is not converged', () => {
  it('says so first, also where the fitter gave no words', () => {
    expect(resultWarnings({ warnings: [edge] })).toEqual([edge]);
    expect(resultWarnings({ isConverged: true, warnings: [edge] })).toEqual([edge]);
    expect(resultWarnings({ isConverged: false, warnings: [edge, stopped] })).toEqual([stopped, edge]);
    const [own, ...rest] = resultWarnings({ isConverged: false, warnings: [edge] });
    expect(own).toMatchObject({ code: 'not-converged', text: expect.stringContaining('time limit') });
    expect(rest).toEqual([edge]);
  });

  it('is a number with a warning wherever it is shown, and is not taken for the same fit again', async () => {
    const bench = makeBench();
    bench.behave({ Me2017: { notConverged: true, lnZ: -10 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const [message] = bench.publisher.inChannel();
    const report = contentOf('object-report', message);
    expect(report.fits[0]).toMatchObject({
      model: 'Me2017',
      state: 'succeeded',
      lnZ: -10,
      note: 'not converged',
      warnings: [{ code: 'not-converged' }],
    });
    expect(report.fits[1]).not.toHaveProperty('note');
    expect(report.lightCurveChart?.altText).toContain('not converged');
    const [corner] = bench.publisher.inThread(message?.ts);
    expect(contentOf('corner', corner).fit.note).toBe('not converged');
    bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
    await bench.settle();
    const summary = bench.publisher.inChannel().find(({ content }) => content.kind === 'daily-summary');
    expect(contentOf('daily-summary', summary).ranking).toMatchObject([{ note: 'not converged' }]);

    bench.behave({});
    const request = { objectName: object, words: ['KN'], settings: {}, force: false, requestedBy: 'U1' };
    expect(bench.pipeline.requestFits(request)).toMatchObject({ queued: [{ model: 'Me2017' }], reused: [] });
    await bench.settle();
    const now = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(now.fits.map(({ lnZ, note }) => [lnZ, note])).toEqual([
      [-20, undefined],
      [-25, undefined],
    ]);
    // One that converged is not pushed aside by a later one that did not.
    bench.behave({ Me2017: { notConverged: true, lnZ: -5 } });
    bench.pipeline.requestFits({ ...request, force: true });
    await bench.settle();
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).fits[0]?.lnZ).toBe(-20);
    expect(bench.pipeline.requestFits(request)).toMatchObject({ queued: [], reused: [{ model: 'Me2017' }] });
  });
});
