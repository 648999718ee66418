import { z } from 'zod';
import { FormatError } from './formats/photometryFile.ts';
import { programOfPoint } from './formats/streams.ts';
import type { Measured } from './measured.ts';

/** How photometry is asked for: AB magnitudes, and the streams that each point came by. */
export const portalPhotometryQuery = 'format=mag&magsys=ab&includeStreamInfo=true';

const number = z.number().nullish();
// GET /api/sources/{obj_id}/photometry
const photometrySchema = z.array(
  z.looseObject({
    mjd: z.number(),
    filter: z.string(),
    mag: number,
    magerr: number,
    limiting_mag: number,
    magsys: z.string().nullish(),
    origin: z.string().nullish(),
    ra: number,
    dec: number,
    altdata: z.looseObject({ programid: number }).nullish().catch(null),
    streams: z.array(z.looseObject({ name: z.string() })).nullish(),
  }),
);

/**
 * Reads what a SkyPortal answers of an object's photometry.
 * @throws FormatError when it is none.
 */
export function readPortalPhotometry(data: unknown): Measured[] {
  const parsed = photometrySchema.safeParse(data);
  if (!parsed.success) throw new FormatError('is no photometry in magnitudes');
  return parsed.data.map((row): Measured => {
    const { mjd, filter, mag = null, magerr = null, magsys = null, ra = null, dec = null, origin } = row;
    return {
      mjd,
      filter,
      mag,
      magerr,
      limit: row.limiting_mag ?? null,
      magsys,
      programid: programOfPoint(
        row.altdata?.programid ?? null,
        (row.streams ?? []).map(({ name }) => name),
      ),
      forced: origin ? /forced|(^|[_\W])fp([_\W]|$)/i.test(origin) : null,
      ra,
      dec,
    };
  });
}
