import { z } from 'zod';
import { isZtfName } from '../../shared/objectName.ts';
import { mjdEpochJd } from '../../shared/time.ts';
import { askJson, type HttpOptions, whileSomebodyWaits } from '../http.ts';
import type { Measured } from '../measured.ts';
import type { FoundLightCurve } from '../source.ts';
import { isBrighter, ztfFilters } from './alerce.ts';
import { oneLightCurve } from './findOne.ts';
import type { NameLookup } from './nameLookup.ts';

const columns = 'i:jd,i:fid,i:magpsf,i:sigmapsf,i:diffmaglim,i:isdiffpos,i:ra,i:dec,d:tag';
const number = z.number().nullish();
// https://api.ztf.fink-portal.org: POST /api/v1/objects, with upper limits
const answerSchema = z.array(
  z.looseObject({
    'i:jd': z.number(),
    'i:fid': z.number(),
    'i:magpsf': number,
    'i:sigmapsf': number,
    'i:diffmaglim': number,
    'i:isdiffpos': z.union([z.number(), z.string()]).nullish(),
    'i:ra': number,
    'i:dec': number,
    'd:tag': z.string().nullish(),
  }),
);

/** Fink's public service; it serves ZTF's public alerts only. */
export class FinkLookup implements NameLookup {
  readonly name = 'Fink';
  readonly #url: string;
  readonly #options: HttpOptions;

  constructor(url = 'https://api.ztf.fink-portal.org', options: HttpOptions = whileSomebodyWaits) {
    this.#url = url;
    this.#options = options;
  }

  /** @see NameLookup.findByName */
  async findByName(
    object: string,
    keep?: (bytes: Uint8Array, sha256: string) => void,
  ): Promise<FoundLightCurve | null> {
    if (!isZtfName(object)) return null;
    const url = `${this.#url}/api/v1/objects`;
    const body = { objectId: object, columns, withupperlim: 'True', 'output-format': 'json' };
    const { status, value, bytes } = await askJson(url, { ...this.#options, body });
    if (status === 404) return null;
    const parsed = answerSchema.safeParse(value);
    if (!parsed.success)
      throw new Error(`Fink answers of ${object} with something that is no light curve (${status}).`);
    const rows = parsed.data.flatMap((row): Measured[] => {
      const tag = row['d:tag'] ?? 'valid';
      // What Fink's quality cuts took out is neither a detection nor a limit.
      if (tag !== 'valid' && tag !== 'upperlim') return [];
      const isLimit = tag === 'upperlim';
      if (!isLimit && !isBrighter(row['i:isdiffpos'])) return [];
      const common = {
        mjd: row['i:jd'] - mjdEpochJd,
        filter: ztfFilters[row['i:fid']] ?? String(row['i:fid']),
      };
      if (isLimit) return [{ ...common, mag: null, magerr: null, limit: row['i:diffmaglim'] ?? null }];
      return [
        {
          ...common,
          mag: row['i:magpsf'] ?? null,
          magerr: row['i:sigmapsf'] ?? null,
          limit: null,
          ra: row['i:ra'] ?? null,
          dec: row['i:dec'] ?? null,
        },
      ];
    });
    return oneLightCurve(this.name, object, url, rows, bytes, { program: 1, keep });
  }
}
