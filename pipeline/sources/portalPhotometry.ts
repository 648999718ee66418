import { z } from 'zod';
import { FormatError } from './formats/photometryFile.ts';
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

/** Streams of ZTF's alerts as Fritz calls them, each with what the one before it has. */
const ztfStreams: Record<string, number> = {
  'ztf public': 1,
  'ztf public+partnership': 2,
  'ztf public+partnership+caltech': 3,
};

/**
 * The programme of a point: what its alert says and what its streams say, whichever fewer people may see.
 * @returns ZTF's programme id; null when neither says.
 */
export function programOfPoint(
  programid: number | null,
  streams: readonly { name: string }[],
): number | null {
  const ofStreams = streams.flatMap(
    ({ name }) => ztfStreams[name.toLowerCase().replace(/\s*\+\s*/g, '+')] ?? [],
  );
  const said = programid === null ? ofStreams : [programid, ...ofStreams];
  if (said.length === 0) return null;
  // Numbers that are no programme, such as 0 of engineering data, are for whoever sees everything.
  return said.find((id) => ![1, 2, 3].includes(id)) ?? Math.max(...said);
}

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
      programid: programOfPoint(row.altdata?.programid ?? null, row.streams ?? []),
      forced: origin ? /forced|(^|[_\W])fp([_\W]|$)/i.test(origin) : null,
      ra,
      dec,
    };
  });
}
