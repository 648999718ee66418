/** How a filter looks in every chart. */
export interface FilterStyle {
  /** NMMA's name, e.g. ztfg. */
  filter: string;
  /** As people write it, e.g. "ZTF g". */
  label: string;
  colour: string;
  /** A symbol of Vega. Triangles are kept for upper limits. */
  shape: string;
}

/** Vega's own diamond looks smaller than its circle and square. */
const DIAMOND = 'M0,-1.25L1.1,0L0,1.25L-1.1,0Z';

/**
 * Teal, vermilion and purple. Under simulated protanopia, deuteranopia and tritanopia (Machado et al. 2009)
 * each pair stays at least 44 apart in CIELAB; the shapes say the same once more.
 */
const KNOWN: Record<string, { colour: string; shape: string }> = {
  ztfg: { colour: '#00A087', shape: 'circle' },
  ztfr: { colour: '#C8420A', shape: 'square' },
  ztfi: { colour: '#5B2A86', shape: DIAMOND },
};

const STAR =
  'M0,-1L0.2245,-0.309L0.9511,-0.309L0.3633,0.118L0.5878,0.809L0,0.382L-0.5878,0.809L-0.3633,0.118L-0.9511,-0.309L-0.2245,-0.309Z';

/** For filters of other surveys, in the order in which they come. */
const OTHERS = [
  { colour: '#0072B2', shape: 'cross' },
  { colour: '#B8860B', shape: STAR },
  { colour: '#CC79A7', shape: 'circle' },
  { colour: '#4D4D4D', shape: 'square' },
  { colour: '#56B4E9', shape: DIAMOND },
  { colour: '#8C510A', shape: 'cross' },
];

/** Filters by wavelength, bluest first, as far as the last letter of their names tells. */
const BY_WAVELENGTH = 'ubgvrizyjhk';

/** A filter's name for people: ztfg → "ZTF g", ps1::r → "PS1 r"; others unchanged. */
export function filterLabel(filter: string): string {
  const match = /^(ztf|ps1|sdss|atlas|lsst)[:_\s]*([a-z])$/i.exec(filter);
  return match ? `${(match[1] ?? '').toUpperCase()} ${match[2]}` : filter;
}

/** Filters with every name once, bluest first; those of ZTF before others. */
export function byWavelength(filters: Iterable<string>): string[] {
  const place = (filter: string) => {
    const index = BY_WAVELENGTH.indexOf(filter.slice(-1).toLowerCase());
    return (Object.hasOwn(KNOWN, filter) ? 0 : 100) + (index < 0 ? 50 : index);
  };
  return [...new Set(filters)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Colour, shape and label of each filter, bluest first; every name once. */
export function filterStyles(filters: Iterable<string>): FilterStyle[] {
  const names = byWavelength(filters);
  let others = 0;
  return names.map((filter) => {
    let look = Object.hasOwn(KNOWN, filter) ? KNOWN[filter] : undefined;
    if (!look) {
      look = OTHERS[others % OTHERS.length];
      others += 1;
    }
    return { filter, label: filterLabel(filter), colour: '#4D4D4D', shape: 'circle', ...look };
  });
}
