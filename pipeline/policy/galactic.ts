import type { SkyPosition } from '../../db/types.ts';

/** The north pole of the Milky Way, ICRS degrees (The Hipparcos Catalogue, ESA SP-1200, vol. 1, section 1.5.3). */
const pole = { raDeg: 192.85948, decDeg: 27.12825 };

/** Degrees from the plane of the Milky Way, −90 to 90. */
export function galacticLatitude({ raDeg, decDeg }: SkyPosition): number {
  const radians = Math.PI / 180;
  const [dec, poleDec] = [decDeg * radians, pole.decDeg * radians];
  const sine =
    Math.sin(dec) * Math.sin(poleDec) +
    Math.cos(dec) * Math.cos(poleDec) * Math.cos((raDeg - pole.raDeg) * radians);
  return Math.asin(Math.max(-1, Math.min(1, sine))) / radians;
}
