import { describe, expect, it } from 'vitest';
import { AlerceLookup } from '../../../pipeline/sources/lookups/alerce.ts';
import { FinkLookup } from '../../../pipeline/sources/lookups/fink.ts';
import { SkyPortalSource } from '../../../pipeline/sources/skyportal.ts';
import { makeBench, nights } from '../pipelineExamples.ts';
import { portalPhotometry, startService, startSkyPortal } from './serviceServer.ts';

const name = 'ZTF22aawacjw';
const quick = { retries: 0, timeoutMs: 500 };

const alerceAnswer = {
  detections: [
    { mjd: 59786.3, fid: 1, magpsf: 18, sigmapsf: 0.1, isdiffpos: 1, ra: 10.5, dec: -3.25 },
    { mjd: 59787.3, fid: 2, magpsf: 18.2, sigmapsf: 0.1, isdiffpos: 1, ra: 10.5, dec: -3.25 },
    { mjd: 59788.3, fid: 2, magpsf: 18.4, sigmapsf: 0.1, isdiffpos: -1, ra: 10.5, dec: -3.25 },
  ],
  non_detections: [{ mjd: 59785.3, fid: 2, diffmaglim: 20.5 }],
};
const finkAnswer = [
  {
    'i:jd': 2459786.8,
    'i:fid': 1,
    'i:magpsf': 18,
    'i:sigmapsf': 0.1,
    'i:isdiffpos': 't',
    'i:ra': 10.5,
    'i:dec': -3.25,
    'd:tag': 'valid',
  },
  {
    'i:jd': 2459787.8,
    'i:fid': 2,
    'i:magpsf': 18.2,
    'i:sigmapsf': 0.1,
    'i:isdiffpos': 't',
    'i:ra': 10.5,
    'i:dec': -3.25,
    'd:tag': 'valid',
  },
  {
    'i:jd': 2459788.8,
    'i:fid': 2,
    'i:magpsf': 18.4,
    'i:sigmapsf': 0.1,
    'i:isdiffpos': 'f',
    'd:tag': 'valid',
  },
  { 'i:jd': 2459789.8, 'i:fid': 2, 'i:magpsf': 17, 'i:sigmapsf': 0.1, 'd:tag': 'badquality' },
  { 'i:jd': 2459785.8, 'i:fid': 2, 'i:diffmaglim': 20.5, 'd:tag': 'upperlim' },
];

async function alerce(answer: Parameters<typeof startService>[0] = () => ({ json: alerceAnswer })) {
  const service = await startService(answer);
  return { service, lookup: new AlerceLookup(`${service.url}/ztf/v1`, quick) };
}

async function fink(answer: Parameters<typeof startService>[0] = () => ({ json: finkAnswer })) {
  const service = await startService(answer);
  return { service, lookup: new FinkLookup(service.url, quick) };
}

describe('public services', () => {
  it('bring the same light curve of the same object', async () => {
    const [one, two] = [await alerce(), await fink()];
    const [a, b] = [await one.lookup.findByName(name), await two.lookup.findByName(name)];
    expect(a?.points).toHaveLength(3);
    expect(a?.sha256).toBe(b?.sha256);
    for (const curve of [a, b]) {
      expect(curve).toMatchObject({ object: name, programs: [1], position: { raDeg: 10.5, decDeg: -3.25 } });
    }
    expect(one.service.asked[0]).toMatchObject({ method: 'GET', path: `/ztf/v1/objects/${name}/lightcurve` });
    expect(two.service.asked[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/objects',
      body: { objectId: name, withupperlim: 'True', 'output-format': 'json' },
    });
  });

  it('do not know an object: no error', async () => {
    const one = await alerce(() => ({ status: 404, json: { errors: 'not found' } }));
    const two = await fink(() => ({ json: [] }));
    expect(await one.lookup.findByName(name)).toBeNull();
    expect(await two.lookup.findByName(name)).toBeNull();
    // What is no name is not even asked for.
    expect(await one.lookup.findByName('../secret')).toBeNull();
    expect(one.service.asked).toHaveLength(1);
  });

  it('answer nonsense: one sentence', async () => {
    const html = await alerce(() => ({ text: '<html>' }));
    await expect(html.lookup.findByName(name)).rejects.toThrow(
      'answers with a web page, expected JSON (200).',
    );
    const odd = await fink(() => ({ json: { detail: 'x' } }));
    await expect(odd.lookup.findByName(name)).rejects.toThrow(
      'Fink answers of ZTF22aawacjw with something that is no light curve (200).',
    );
    const wrong = await alerce(() => ({
      json: {
        ...alerceAnswer,
        detections: [5, 6].map((mjd) => ({ mjd, fid: 1, magpsf: 18, sigmapsf: 0.1 })),
      },
    }));
    await expect(wrong.lookup.findByName(name)).rejects.toThrow(
      'The photometry that ALeRCE has of ZTF22aawacjw mjd is 5, expected a modified Julian date',
    );
  });
});

describe('an object that no source has brought', () => {
  it('is asked for where it may be known, and fitted; it says where it came from', async () => {
    const portal = await startSkyPortal(() => []);
    const options = {
      name: 'fritz',
      url: portal.url,
      token: 's3cret-token',
      groups: [1],
      filters: [],
      days: 14,
      program: 2,
    };
    const unknown = await alerce(() => ({ status: 404, json: {} }));
    const known = await fink();
    const bench = makeBench({
      lookups: [new SkyPortalSource({ ...options, rate: 1000, http: quick }), unknown.lookup, known.lookup],
    });
    expect(await bench.pipeline.lookUp('22AAWACJW', 'U1')).toEqual({ object: name, from: 'Fink' });
    expect(portal.asked).toHaveLength(1);
    const { queued } = bench.pipeline.requestFits({
      objectName: name,
      words: [],
      settings: {},
      force: false,
      requestedBy: 'U1',
    });
    expect(queued).toHaveLength(2);
    await bench.settle();
    expect(bench.publisher.inChannel()).toHaveLength(1);
  });

  it('is asked for again the next time, because no pull brings what is new of it', async () => {
    let answer: Parameters<typeof startService>[0] = () => ({ json: finkAnswer });
    const known = await fink((asked) => answer(asked));
    const bench = makeBench({ lookups: [known.lookup] });
    expect(await bench.pipeline.lookUp(name, 'U1')).toEqual({ object: name, from: 'Fink' });
    // The same again is nothing new.
    expect(await bench.pipeline.lookUp(name, 'U1')).toEqual({ object: name, from: null });
    const later = { ...finkAnswer[0], 'i:jd': 2459789.9, 'i:magpsf': 19 };
    answer = () => ({ json: [...finkAnswer, later] });
    expect(await bench.pipeline.lookUp(name, 'U1')).toEqual({ object: name, from: 'Fink' });
    expect(bench.pipeline.objectStatus(name)).toMatchObject({ lightCurves: 2, detections: 3 });
    answer = () => ({ status: 503 });
    expect(await bench.pipeline.lookUp(name, 'U1')).toMatchObject({
      object: name,
      from: null,
      note: expect.stringMatching(
        /^its light curve is still the one from Fink, \d{4}-.*Z: Fink \(127.* is in trouble \(503\)\) could not be asked$/,
      ),
    });
    answer = () => ({ json: [] });
    expect((await bench.pipeline.lookUp(name, 'U1'))?.note).toMatch(/: Fink no longer knows it$/);
    // What a source brings is asked of nobody else.
    bench.candidate(name, nights);
    await bench.pull();
    known.service.asked.length = 0;
    expect(await bench.pipeline.lookUp(name, 'U1')).toEqual({ object: name, from: null });
    expect(known.service.asked).toEqual([]);
  });

  it('comes from a SkyPortal when that has it, with its programme', async () => {
    const portal = await startSkyPortal(() => [
      { id: name, photometry: portalPhotometry(3, 3), observations: 3 },
    ]);
    const options = {
      name: 'fritz',
      url: portal.url,
      token: 's3cret-token',
      groups: [1],
      filters: [],
      days: 14,
      program: 2,
    };
    const bench = makeBench({ lookups: [new SkyPortalSource({ ...options, http: quick })] });
    expect(await bench.pipeline.lookUp(name, 'U1')).toEqual({ object: name, from: 'fritz' });
  });

  it('is told with what each service said when none knows it', async () => {
    const one = await alerce(() => ({ status: 500 }));
    const two = await fink(() => ({ json: [] }));
    const bench = makeBench({ lookups: [one.lookup, two.lookup] });
    bench.candidate('ZTF22aaaaaaa', nights);
    await bench.pull();
    await expect(bench.pipeline.lookUp(name, 'U1')).rejects.toThrow(
      /^No object `ZTF22aawacjw`: not found in any configured source; Fink does not know it; ALeRCE \(127.* is in trouble \(500\)\) could not be asked: try again later\.$/,
    );
    const nobody = makeBench({ lookups: [two.lookup, two.lookup] });
    await expect(nobody.pipeline.lookUp(name, 'U1')).rejects.toThrow(
      'No object `ZTF22aawacjw`: not found in any configured source; Fink and Fink do not know it.',
    );
    expect(await bench.pipeline.lookUp('M31', 'U1')).toBeNull();
    expect(await bench.pipeline.lookUp('ZTF22AAAAAAA', 'U1')).toEqual({ object: 'ZTF22aaaaaaa', from: null });
  });
});
