import { createHash } from 'node:crypto';
import type { Source, SourceScan } from '../../pipeline/sources/source.ts';
import { nameOf, pointsFrom } from '../nmma_status/fill.ts';

/** Brings so many made-up objects at its first look, and nothing afterwards. */
export class MadeUpSource implements Source {
  readonly name = 'made-up';
  #left: number;

  constructor(objects: number) {
    this.#left = objects;
  }

  async scan(): Promise<SourceScan> {
    const count = this.#left;
    this.#left = 0;
    const lightCurves = Array.from({ length: count }, (_, index) => {
      const object = nameOf(index);
      const points = pointsFrom(2_461_300.5 + index * 1e-3, Math.random);
      const sha256 = createHash('sha256').update(JSON.stringify(points)).digest('hex');
      const file = `lc_${object}.csv`;
      return {
        ...{ object, points, sha256, file, fileSha256: sha256, origin: file },
        ...{ programs: [1], duplicates: { exact: 0, near: 0 }, leftOut: [], position: null },
      };
    });
    return { filesRead: count, lightCurves, problems: [], read: [], unchanged: [], unsettled: 0 };
  }
}
