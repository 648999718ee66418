import { describe, expect, it } from 'vitest';
import { getObject } from '../../../db/objects.ts';
import { pendingUploads, uploadsOfObject } from '../../../db/uploads.ts';
import type { UploadOptions } from '../../../pipeline/core/options.ts';
import { type Bench, makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { type MockPortal, startMockPortal } from './mockPortal.ts';

const object = 'ZTF22aaaaaaa';

/** A bench whose results go to a mock of a SkyPortal. */
async function uploading(
  more: Partial<UploadOptions> = {},
): Promise<{ bench: Bench; portal: MockPortal; uploads: UploadOptions }> {
  const portal = await startMockPortal([object]);
  const uploads: UploadOptions = {
    url: portal.url,
    token: 's3cret-token',
    service: 12,
    groups: [
      { id: 1, sees: ['public'] },
      { id: 2, sees: ['public', 'partnership', 'caltech'] },
    ],
    verdict: null,
    ...more,
  };
  const bench = makeBench({ uploads });
  bench.candidate(object, nights);
  return { bench, portal, uploads };
}

async function fitted(bench: Bench): Promise<void> {
  await bench.pull();
  await bench.settle();
  await bench.pipeline.tick();
}

/** Another result of the same object. */
async function refitted(bench: Bench, lnZ: number): Promise<void> {
  bench.behave({ Piro2021: { lnZ } });
  bench.pipeline.requestFits({
    objectName: object,
    words: ['SC'],
    settings: {},
    force: true,
    requestedBy: 'U1',
  });
  await bench.settle();
  await bench.pipeline.tick();
}

const mine = (bench: Bench) => uploadsOfObject(bench.db, 1);

describe('a result', () => {
  it('is beside its source: sentence, numbers and charts', async () => {
    const { bench, portal } = await uploading();
    await fitted(bench);
    const [{ body } = expect.unreachable()] = portal.analyses;
    expect(portal.analyses).toHaveLength(1);
    expect(body.message).toMatch(
      /^Kilonova \d+ %, ΔlnZ 5\.0 ± 0\.1 against shock cooling \(best model Me2017\)\. \[nmma-bot \w{16} 1\]$/,
    );
    expect(body.analysis.results.data).toMatchObject({
      verdict: { kind: 'KN', model: 'Me2017', delta_lnz: 5 },
      models: [
        { model: 'Me2017', lnz: -20 },
        { model: 'Piro2021', lnz: -25 },
      ],
    });
    const [first = { data: '' }] = body.analysis.plots;
    expect(body.analysis.plots).toHaveLength(2);
    expect(Buffer.from(first.data, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(mine(bench).map(({ kind, state }) => [kind, state])).toEqual([['analysis', 'sent']]);
  });

  it('is shown only to groups that may see all of its data', async () => {
    const { bench, portal } = await uploading();
    await fitted(bench);
    // The candidate file says programme 2.
    expect(portal.analyses[0]?.body.group_ids).toEqual([2]);
  });

  it('that no group may see is not uploaded, and the log says so', async () => {
    const { bench, portal } = await uploading({ groups: [{ id: 1, sees: ['public'] }] });
    await fitted(bench);
    expect(portal.asked).toEqual([]);
    expect(mine(bench)).toMatchObject([{ state: 'failed', lastError: expect.stringContaining('no group') }]);
    expect(bench.warnings.join()).toContain('not uploaded');
  });

  it('comes once per change, however often it is found', async () => {
    const { bench, portal } = await uploading({ verdict: 'comment' });
    await fitted(bench);
    await refitted(bench, -25);
    expect(portal.analyses).toHaveLength(1);
    await refitted(bench, -26);
    // Another number, and the same verdict.
    expect([portal.analyses.length, portal.comments.length]).toEqual([2, 1]);
    await refitted(bench, -10);
    expect([portal.analyses.length, portal.comments.length]).toEqual([3, 2]);
    expect(portal.comments[1]?.text).toMatch(/^Shock cooling/);
    expect(portal.comments.map(({ group_ids }) => group_ids)).toEqual([[2], [2]]);
  });

  it('has one annotation, which is replaced', async () => {
    const { bench, portal } = await uploading({ verdict: 'annotation' });
    await fitted(bench);
    await refitted(bench, -10);
    expect(portal.annotations).toMatchObject([
      { origin: 'nmma-bot', data: { kind: 'SC', model: 'Piro2021' } },
    ]);
  });

  it('takes the place of our oldest where there are too many', async () => {
    const { bench, portal } = await uploading();
    portal.limit = 2;
    await fitted(bench);
    await refitted(bench, -24);
    const before = portal.analyses.map(({ id }) => id);
    await refitted(bench, -10);
    expect(portal.analyses).toHaveLength(2);
    expect(portal.analyses[0]?.id).toBe(before[1]);
    expect(portal.analyses[1]?.body.message).toMatch(/^Shock cooling/);
  });
});

describe('a SkyPortal in trouble', () => {
  it('for a day loses nothing, and gets nothing twice, in order', async () => {
    const { bench, portal } = await uploading();
    portal.trouble = () => ({ status: 503, text: 'down' });
    await fitted(bench);
    await refitted(bench, -10);
    expect(pendingUploads(bench.db)).toHaveLength(2);
    expect(
      bench.pipeline.status().health.map(String).join() + JSON.stringify(bench.pipeline.status()),
    ).toContain('is in trouble (503)');
    // It is left in peace meanwhile.
    const asked = portal.asked.length;
    await bench.pipeline.tick();
    expect(portal.asked).toHaveLength(asked);
    portal.trouble = null;
    bench.later.seconds += 86_400;
    bench.restart();
    await tickUntil(bench, () => pendingUploads(bench.db).length === 0);
    expect(portal.analyses.map(({ body }) => body.message.split(' ')[0])).toEqual(['Kilonova', 'Shock']);
    await bench.pipeline.tick();
    expect(portal.analyses).toHaveLength(2);
  });

  it('that took it and did not say so does not get it again', async () => {
    const { bench, portal } = await uploading({ verdict: 'comment' });
    portal.trouble = ({ method }) => (method === 'POST' ? 'lost' : undefined);
    await fitted(bench);
    for (let day = 0; day < 3; day += 1) {
      bench.later.seconds += 86_400;
      await bench.pipeline.tick();
    }
    portal.trouble = null;
    bench.later.seconds += 86_400;
    await tickUntil(bench, () => pendingUploads(bench.db).length === 0);
    expect([portal.analyses.length, portal.comments.length]).toEqual([1, 1]);
    expect(mine(bench).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('that does not let us in is told, without the token, and deletes nothing of ours', async () => {
    const { bench, portal } = await uploading();
    portal.trouble = () => ({
      status: 403,
      json: { status: 'error', message: 'Run Analyses is missing: s3cret-token' },
    });
    await fitted(bench);
    const [row] = mine(bench);
    expect(row).toMatchObject({
      state: 'pending',
      lastError: expect.stringContaining('Run Analyses is missing'),
    });
    expect(row?.lastError).not.toContain('s3cret');
    expect(portal.asked.map(({ method }) => method)).toEqual(['POST']);
  });

  it('that does not know the object is asked once', async () => {
    const { bench, portal } = await uploading();
    portal.objects = [];
    await fitted(bench);
    bench.later.seconds += 86_400;
    await bench.pipeline.tick();
    expect(mine(bench)).toMatchObject([
      { state: 'failed', lastError: expect.stringContaining('Could not access') },
    ]);
    expect(portal.asked).toHaveLength(1);
    expect(getObject(bench.db, 1).name).toBe(object);
  });
});
