import { describe, expect, it } from 'vitest';
import { SkyPortalSource } from '../../../pipeline/sources/skyportal.ts';
import { makeBench } from '../pipelineExamples.ts';
import {
  type LocalService,
  type PortalObject,
  portalPhotometry,
  startService,
  startSkyPortal,
} from './serviceServer.ts';

const name = 'ZTF22aawacjw';

function source(service: LocalService, more: Partial<ConstructorParameters<typeof SkyPortalSource>[0]> = {}) {
  return new SkyPortalSource({
    name: 'fritz',
    url: service.url,
    token: 's3cret-token',
    groups: [1544, 48],
    filters: [],
    days: 14,
    program: null,
    rate: 1000,
    http: { pauseMs: 5, timeoutMs: 500 },
    clock: () => new Date('2022-08-01T00:00:00Z'),
    ...more,
  });
}

function object(id: string, days = 3): PortalObject {
  return { id, photometry: portalPhotometry(days), observations: days };
}

describe('a SkyPortal', () => {
  it('brings the photometry of the saved sources of groups, in the one normal form', async () => {
    const service = await startSkyPortal(() => [object(name)]);
    const { lightCurves, problems } = await source(service).scan();
    expect(problems).toEqual([]);
    expect(lightCurves).toMatchObject([
      {
        object: name,
        programs: [2],
        position: { raDeg: 10.5, decDeg: -3.25 },
        origin: `${service.url}/source/${name}`,
      },
    ]);
    expect(lightCurves[0]?.points.map(({ jd, isLimit, forced }) => [jd, isLimit, forced])).toEqual([
      [2459785.8, true, undefined],
      [2459786.8, false, true],
      [2459787.8, false, undefined],
      [2459788.8, false, undefined],
    ]);
    expect(service.asked[0]).toMatchObject({
      path: '/api/sources',
      query: { group_ids: '1544,48', savedAfter: '2022-07-18T00:00:00', pageNumber: '1', numPerPage: '100' },
    });
  });

  it('goes through all pages, and asks nothing of what is as it was', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    let objects = Array.from({ length: 250 }, (_, i) =>
      object(`ZTF22aaaaa${letters[Math.floor(i / 26)]}${letters[i % 26]}`),
    );
    const service = await startSkyPortal(() => objects);
    const first = await source(service).scan();
    expect(first.lightCurves).toHaveLength(250);
    expect(service.asked.filter(({ path }) => path === '/api/sources')).toHaveLength(3);
    const known = new Map(first.read.map(({ file, stamp }) => [file, stamp]));
    service.asked.length = 0;
    const second = await source(service).scan({ known });
    expect(second).toMatchObject({ filesRead: 0, lightCurves: [], problems: [] });
    expect(second.unchanged).toHaveLength(250);
    expect(service.asked).toHaveLength(3);
    objects = [object('ZTF22aaaaaaa', 5), ...objects.slice(1)];
    expect((await source(service).scan({ known })).lightCurves.map((curve) => curve.object)).toEqual([
      'ZTF22aaaaaaa',
    ]);
  });

  it('takes candidates of filters, and a programme where photometry does not say', async () => {
    const service = await startSkyPortal(() => [
      { id: name, photometry: portalPhotometry(3, null), observations: 3 },
    ]);
    const one = source(service, { groups: [], filters: [7], program: 2 });
    expect((await one.scan()).lightCurves).toMatchObject([{ object: name, programs: [2] }]);
    expect(service.asked[0]).toMatchObject({
      path: '/api/candidates',
      query: { filterIDs: '7', startDate: '2022-07-18T00:00:00', savedStatus: 'all' },
    });
    const unsure = source(service, { groups: [], filters: [7] });
    expect((await unsure.scan()).lightCurves).toMatchObject([{ programs: [null] }]);
  });

  it('asks nothing of candidates that are as they were, and pages through one list while others come', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const names = Array.from(
      { length: 150 },
      (_, i) => `ZTF22aaaaa${letters[Math.floor(i / 26)]}${letters[i % 26]}`,
    );
    let objects = names.map((id) => object(id));
    const service = await startSkyPortal(
      () => objects,
      ({ query }) => {
        // One that comes between two pages would move all others by one place.
        if (query.pageNumber === '2') objects = [object('ZTF22zzzzzzz'), ...objects];
        return undefined;
      },
    );
    const one = source(service, { groups: [], filters: [7] });
    const first = await one.scan();
    expect(first.lightCurves.map((curve) => curve.object)).toEqual(names);
    const known = new Map(first.read.map(({ file, stamp }) => [file, stamp]));
    service.asked.length = 0;
    const second = await one.scan({ known });
    expect(second.unchanged).toHaveLength(150);
    expect(second.lightCurves.map((curve) => curve.object)).toEqual(['ZTF22zzzzzzz']);
    expect(service.asked.filter(({ path }) => path.endsWith('/photometry'))).toHaveLength(1);
  });

  it.each<[string, number | null, string[], number | null]>([
    ['the alert alone', 2, [], 2],
    ['the stream alone', null, ['ZTF Public+Partnership'], 2],
    ['a stream of Caltech', null, ['ZTF Public+Partnership+Caltech'], 3],
    ['a public stream', null, ['ZTF Public'], 1],
    ['several streams', null, ['ZTF Public', 'ZTF Public + Partnership'], 2],
    ['a stream that contradicts the alert', 1, ['ZTF Public+Partnership'], 2],
    ['an alert that contradicts the stream', 3, ['ZTF Public'], 3],
    ['engineering data', 0, ['ZTF Public'], 0],
    ['a stream of another survey', null, ['LSST Public'], null],
    ['nobody', null, [], null],
  ])('tells whose a point is by %s', async (_, programid, streams, program) => {
    const rows = portalPhotometry(3, programid).map((row) => ({
      ...row,
      streams: streams.map((name, id) => ({ id, name })),
    }));
    const service = await startSkyPortal(() => [{ id: name, photometry: rows, observations: 3 }]);
    expect((await source(service).scan()).lightCurves).toMatchObject([{ programs: [program] }]);
  });

  it('waits as long as it is asked to, and tries again after trouble', async () => {
    let turn = 0;
    const service = await startSkyPortal(
      () => [object(name)],
      () => {
        turn += 1;
        if (turn === 1) return { status: 429, headers: { 'retry-after': '1' }, text: 'slow down' };
        return turn === 2 ? { status: 502, text: '<html>Bad Gateway</html>' } : undefined;
      },
    );
    const begun = Date.now();
    expect((await source(service).scan()).lightCurves).toHaveLength(1);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1000);
    expect(service.asked).toHaveLength(4);
  });

  it.each<[string, Parameters<typeof startSkyPortal>[1], string]>([
    ['500', () => ({ status: 500, text: 'oops' }), ' is in trouble (500).'],
    [
      'a web page',
      () => ({ text: '<!DOCTYPE html><p>Maintenance' }),
      ' answers with a web page, expected JSON (200).',
    ],
    [
      'half an answer',
      () => ({ text: '{"status": "succ' }),
      ' answers with something else, expected JSON (200).',
    ],
    ['nothing', () => null, ' does not answer within 0.5 s.'],
    ['no list', () => ({ json: { status: 'success', data: 3 } }), ' answers /api/sources with no list.'],
    [
      'a refusal',
      () => ({ status: 400, json: { status: 'error', message: 'Invalid group' } }),
      ' refuses /api/sources (400): Invalid group.',
    ],
    [
      'a long pause',
      () => ({ status: 429, headers: { 'retry-after': '9999' } }),
      ' asks for fewer requests (429).',
    ],
  ])('that answers with %s is trouble in one sentence', async (_, disturb, words) => {
    const service = await startSkyPortal(() => [object(name)], disturb);
    const host = new URL(service.url).host;
    await expect(source(service).scan()).rejects.toThrow(`${host}${words}`);
  });

  it('does not tell the token that it was refused with, nor follow to another host', async () => {
    const service = await startSkyPortal(() => []);
    const refused = source(service, { token: 'my-own-secret' }).scan();
    await expect(refused).rejects.toThrow(/^127\.0\.0\.1:\d+ does not take the token/);
    await expect(refused).rejects.not.toThrow('my-own-secret');
    await expect(refused).rejects.toThrow('(401): Credentials malformed.');
    const loud = await startSkyPortal(
      () => [],
      () => ({ status: 403, json: { status: 'error', message: 'no such token: s3cret-token' } }),
    );
    await expect(source(loud).scan()).rejects.toThrow(/may not see this \(403\)\.$/);
    const away = await startSkyPortal(
      () => [],
      () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' } }),
    );
    await expect(source(away).scan()).rejects.toThrow('is out of reach');
  });

  it('is not stopped by one object', async () => {
    const objects = [
      { id: '../../etc/passwd', photometry: [], observations: 1 },
      { id: 'ZTF22aaaaaaa', photometry: [], observations: 1 },
      { id: 'ZTF22bbbbbbb', photometry: [{ mjd: 'x' }], observations: 1 },
      {
        id: 'ZTF22ccccccc',
        photometry: [{ mjd: 59786, filter: 'ztfg', mag: 18, magerr: -1 }],
        observations: 1,
      },
      object('ZTF22ddddddd'),
      object(name),
    ];
    const service = await startSkyPortal(
      () => objects,
      ({ path }) => (path.includes('ddddddd') ? { status: 503 } : undefined),
    );
    const { lightCurves, problems } = await source(service).scan();
    expect(lightCurves.map((curve) => curve.object)).toEqual([name]);
    const host = new URL(service.url).host;
    expect(problems.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      '../../etc/passwd is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
      'ZTF22aaaaaaa has no photometry yet',
      'ZTF22bbbbbbb is no photometry in magnitudes',
      'ZTF22ccccccc mag_unc is -1, expected an error above 0'.replace('mag_unc', 'magerr'),
      `ZTF22ddddddd ${host} is in trouble (503).`,
    ]);
  });

  it('leaves the rest for the next pull when nothing comes any more', async () => {
    const objects = [...'abcdef'].map((letter) => object(`ZTF22${letter.repeat(7)}`));
    const service = await startSkyPortal(
      () => objects,
      ({ path }) => (path.endsWith('/photometry') ? { status: 500 } : undefined),
    );
    const { problems } = await source(service, { http: { pauseMs: 1, retries: 0 } }).scan();
    expect(problems.at(-1)).toMatchObject({
      file: 'fritz',
      reason: 'is in trouble: 3 more objects are left for the next pull',
    });
  });

  it('is pulled, fitted and remembered like every source', async () => {
    const service = await startSkyPortal(() => [object(name)]);
    const bench = makeBench();
    bench.restart({ sources: [source(service)] });
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 2, problems: 0 });
    service.asked.length = 0;
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0, unreached: [] });
    expect(service.asked).toHaveLength(1);
    const away = await startService(() => ({ status: 500 }));
    bench.restart({ sources: [source(away, { http: { retries: 0 } })] });
    // "Nothing new" would not be true of what nobody could look at.
    expect(await bench.pull()).toMatchObject({
      lightCurvesNew: 0,
      unreached: [`${new URL(away.url).host} is in trouble (500).`],
    });
  });
});
