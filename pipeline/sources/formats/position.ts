import type { SkyPosition } from '../../../db/types.ts';

/** Rows further apart than this are not about one object: 10″, ten times ZTF's own radius of association. */
const apartArcsec = 10;
/** 10⁻⁵ degrees are 0.04″: finer digits are noise. */
const decimals = 5;
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The two cells of a row; undefined where the file has no such column. */
export interface PositionCells {
  line: number;
  ra: string | undefined;
  dec: string | undefined;
}

interface Problem {
  line: number;
  reason: string;
}

function degrees(name: string, cell: string, from: number, to: number): number | string {
  const value = numberPattern.test(cell) ? Number(cell) : Number.NaN;
  if (value >= from && value <= to) return Number(value.toFixed(decimals));
  const found = cell === '' ? 'empty' : `\`${cell.length > 30 ? `${cell.slice(0, 29)}…` : cell}\``;
  return `${name} is ${found}, expected degrees from ${from} to ${to}: no position from this row`;
}

/** The position of a row, or what is wrong with it. */
function positionOf(ra: string, dec: string): SkyPosition | string {
  const raDeg = degrees('ra', ra, 0, 360);
  if (typeof raDeg === 'string') return raDeg;
  const decDeg = degrees('dec', dec, -90, 90);
  return typeof decDeg === 'string' ? decDeg : { raDeg, decDeg };
}

/** Angle between two positions in arc seconds, by the haversine, which holds at small angles. */
function separation(a: SkyPosition, b: SkyPosition): number {
  const radians = Math.PI / 180;
  const half = (one: number, other: number) => Math.sin(((one - other) * radians) / 2) ** 2;
  const cosines = Math.cos(a.decDeg * radians) * Math.cos(b.decDeg * radians);
  const h = half(a.decDeg, b.decDeg) + cosines * half(a.raDeg, b.raDeg);
  return (2 * Math.asin(Math.sqrt(Math.min(1, h))) * 3600) / radians;
}

/** What is wrong with the columns: there are both, or none. */
function columnProblem({ ra, dec }: PositionCells): Problem | null {
  if ((ra === undefined) === (dec === undefined)) return null;
  const [there, missing] = ra === undefined ? ['dec', 'ra'] : ['ra', 'dec'];
  const reason = `has a column \`${there}\`, but no \`${missing}\`: the position is not known`;
  return { line: 1, reason };
}

/**
 * Where the object of a file is, from its columns `ra` and `dec` (ICRS, degrees): as the first row with both says.
 * A wrong position does not make photometry wrong, so it is left out with a problem, and the file is used.
 */
export function readPosition(rows: readonly PositionCells[]): {
  position: SkyPosition | null;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  let position: SkyPosition | null = null;
  const missing = rows[0] ? columnProblem(rows[0]) : null;
  if (missing) return { position, problems: [missing] };
  for (const { line, ra = '', dec = '' } of rows) {
    if (ra === '' && dec === '') continue;
    const found = positionOf(ra, dec);
    if (typeof found === 'string') {
      problems.push({ line, reason: found });
      continue;
    }
    position ??= found;
    const apart = separation(position, found);
    if (apart > apartArcsec) {
      const reason = `is ${Math.round(apart)}″ from the first position: the position is not used`;
      return { position: null, problems: [{ line, reason }] };
    }
  }
  return { position, problems };
}
