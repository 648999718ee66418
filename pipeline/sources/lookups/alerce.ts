import { z } from 'zod';
import { isZtfName } from '../../shared/objectName.ts';
import { askJson, type HttpOptions, whileSomebodyWaits } from '../http.ts';
import type { Measured } from '../measured.ts';
import type { FoundLightCurve } from '../source.ts';
import { oneLightCurve } from './findOne.ts';
import type { NameLookup } from './nameLookup.ts';

const number = z.number().nullish();
const measurement = z.looseObject({ mjd: z.number(), fid: z.number() });
// https://api.alerce.online/ztf/v1: GET /objects/{oid}/lightcurve
const answerSchema = z.looseObject({
  detections: z.array(
    measurement.extend({
      magpsf: number,
      sigmapsf: number,
      isdiffpos: z.union([z.number(), z.string()]).nullish(),
      ra: number,
      dec: number,
    }),
  ),
  non_detections: z.array(measurement.extend({ diffmaglim: number })).default([]),
});

/** ZTF's numbers of filters. */
export const ztfFilters: Record<number, string> = { 1: 'ztfg', 2: 'ztfr', 3: 'ztfi' };

/** Whether a difference image says that the object became brighter, not fainter. */
export function isBrighter(isdiffpos: string | number | null | undefined): boolean {
  return !['f', 'false', '0', '-1'].includes(String(isdiffpos ?? 't').toLowerCase());
}

/** ALeRCE's public service; it serves ZTF's public alerts only. */
export class AlerceLookup implements NameLookup {
  readonly name = 'ALeRCE';
  readonly #url: string;
  readonly #options: HttpOptions;

  constructor(url = 'https://api.alerce.online/ztf/v1', options: HttpOptions = whileSomebodyWaits) {
    this.#url = url;
    this.#options = options;
  }

  /** @see NameLookup.findByName */
  async findByName(
    object: string,
    keep?: (bytes: Uint8Array, sha256: string) => void,
  ): Promise<FoundLightCurve | null> {
    if (!isZtfName(object)) return null;
    const url = `${this.#url}/objects/${encodeURIComponent(object)}/lightcurve`;
    const { status, value, bytes } = await askJson(url, this.#options);
    if (status === 404) return null;
    const parsed = answerSchema.safeParse(value);
    if (!parsed.success)
      throw new Error(`ALeRCE answers of ${object} with something that is no light curve (${status}).`);
    const { detections, non_detections } = parsed.data;
    const filter = (fid: number) => ztfFilters[fid] ?? String(fid);
    const rows: Measured[] = [
      ...detections
        .filter(({ isdiffpos }) => isBrighter(isdiffpos))
        .map(({ mjd, fid, magpsf = null, sigmapsf = null, ra = null, dec = null }) => ({
          mjd,
          filter: filter(fid),
          mag: magpsf,
          magerr: sigmapsf,
          limit: null,
          ra,
          dec,
        })),
      ...non_detections.map(({ mjd, fid, diffmaglim = null }) => ({
        mjd,
        filter: filter(fid),
        mag: null,
        magerr: null,
        limit: diffmaglim,
      })),
    ];
    return oneLightCurve(this.name, object, url, rows, bytes, { program: 1, keep });
  }
}
