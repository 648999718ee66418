import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aliasesOf } from '../../../db/aliases.ts';
import { objectNames } from '../../../db/objects.ts';
import { SkyPortalSource } from '../../../pipeline/sources/skyportal.ts';
import { candidateText, writeOld } from '../candidateFiles.ts';
import { makeBench, nights } from '../pipelineExamples.ts';
import { portalPhotometry, startService } from '../sources/serviceServer.ts';

const object = 'ZTF22aaaaaaa';

/** A bench whose object has the alias SN2022abc by a column of its file. */
async function withAlias() {
  const bench = makeBench();
  const [header, ...rows] = candidateText(nights).trim().split('\n');
  const text = [`${header},tns_name`, ...rows.map((row) => `${row},SN 2022abc`)].join('\n');
  writeOld(join(bench.candidates, `${object}.csv`), `${text}\n`);
  await bench.pull();
  return bench;
}

describe('an alias', () => {
  it('of a file is kept, and every word that takes an object takes it', async () => {
    const bench = await withAlias();
    expect(aliasesOf(bench.db, 1)).toEqual(['SN2022abc']);
    const { pipeline } = bench;
    for (const typed of [
      'SN2022abc',
      'sn 2022ABC',
      'AT2022abc',
      '2022abc',
      'https://www.wis-tns.org/object/2022abc',
    ]) {
      expect(pipeline.objectName(typed), typed).toBe(object);
    }
    expect(pipeline.objectName(`https://fritz.science/source/${object}`)).toBe(object);
    pipeline.mute({ objectName: 'SN2022abc', by: 'U1', reason: null, end: null });
    expect(pipeline.muted()).toMatchObject([{ object }]);
    expect(pipeline.objectStatus('AT2022abc').facts).toMatchObject({ aliases: ['SN2022abc'] });
  });

  it('in the name of a file is the object that it is an alias of', async () => {
    const bench = await withAlias();
    writeOld(join(bench.candidates, 'AT2022abc.csv'), candidateText([...nights, 2459791.7]));
    await bench.pull();
    expect(objectNames(bench.db)).toEqual([object]);
    await bench.pull();
    expect(objectNames(bench.db)).toEqual([object]);
  });

  it('that nobody told is none', async () => {
    const bench = await withAlias();
    expect(() => bench.pipeline.objectName('SN2021xyz')).toThrow(
      'no source has brought SN2021xyz, nor told that it is another one.',
    );
  });

  it('comes from a SkyPortal, which calls objects of TNS by their designation', async () => {
    const service = await startService(({ path }) => {
      if (path === '/api/sources') {
        const stat = { num_obs_global: 3, recent_obs_mjd: 59786, last_update: '2022-07-27' };
        const sources = [
          { id: object, photstats: [stat], alias: ['ATLAS22xyz', 'no name'], tns_name: 'AT 2022abc' },
          { id: '2021zzz', photstats: [stat], alias: null, tns_name: null },
        ];
        return {
          json: { status: 'success', data: { sources, totalMatches: 2, pageNumber: 1, numPerPage: 100 } },
        };
      }
      return { json: { status: 'success', data: portalPhotometry(path.includes('2021zzz') ? 3 : 2) } };
    });
    const options = {
      url: service.url,
      token: 't',
      groups: [1],
      filters: [],
      days: 14,
      program: null,
      rate: 1000,
    };
    const { lightCurves, problems } = await new SkyPortalSource({ name: 'fritz', ...options }).scan();
    expect(problems).toEqual([]);
    expect(lightCurves.map(({ object: name, aliases }) => [name, aliases])).toEqual([
      [object, ['ATLAS22xyz', 'AT2022abc']],
      ['AT2021zzz', []],
    ]);
    expect(service.asked.map(({ path }) => path)).toContain('/api/sources/2021zzz/photometry');
  });
});
