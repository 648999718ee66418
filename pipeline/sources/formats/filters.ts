import { listed } from '../../shared/words.ts';
import { type FormatProblem, quoted } from './formatError.ts';

/** An instrument's filters: words for it, and the names of fitter/filters.yml by how its bands are written. */
interface Instrument {
  words: readonly string[];
  /** What stands before the band in sncosmo's and NMMA's names. */
  prefix: string;
  /** As files write a band → as the name ends; all in small letters. */
  bands: Readonly<Record<string, string>>;
}

/** Bands whose names are as they are written. */
function same(letters: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter) => [letter, letter]));
}

const uvotBands = { uvw2: 'uvw2', uvm2: 'uvm2', uvw1: 'uvw1', w2: 'uvw2', m2: 'uvm2', w1: 'uvw1' };
const instruments: readonly Instrument[] = [
  { words: ['ztf'], prefix: 'ztf', bands: same('gri') },
  { words: ['sdss', 'sloan'], prefix: 'sdss', bands: same('ugriz') },
  { words: ['ps1', 'p1', 'panstarrs', 'panstarrs1'], prefix: 'ps1::', bands: same('grizyw') },
  { words: ['atlas'], prefix: 'atlas', bands: { ...same('co'), cyan: 'c', orange: 'o' } },
  { words: ['lsst', 'rubin'], prefix: 'lsst', bands: same('ugrizy') },
  { words: ['des', 'decam'], prefix: 'des', bands: same('ugrizy') },
  { words: ['2mass', 'twomass'], prefix: '2mass', bands: { ...same('jh'), ks: 'ks', k: 'ks' } },
  { words: ['uvot', 'swift', 'swiftuvot'], prefix: 'uvot::', bands: { ...uvotBands, ...same('ubv') } },
  {
    words: ['bessell', 'johnson', 'cousins'],
    prefix: 'bessell',
    bands: { u: 'ux', ux: 'ux', ...same('bvri') },
  },
  { words: ['gaia'], prefix: 'gaia::', bands: { g: 'g', bp: 'gbp', rp: 'grp', gbp: 'gbp', grp: 'grp' } },
  { words: ['grond'], prefix: 'grond::', bands: { ...same('grizjhk'), ks: 'k' } },
];

/** Every name with an instrument in it, before or behind its band, in small letters without marks. */
const byInstrument: ReadonlyMap<string, string> = new Map(
  instruments.flatMap(({ words, prefix, bands }) =>
    words.flatMap((word) =>
      Object.entries(bands).flatMap(([written, end]): [string, string][] => [
        [written + word, prefix + end],
        [word + written, prefix + end],
      ]),
    ),
  ),
);

/** Bands that stand alone and are not ZTF's. A capital letter means another band than a small one. */
const alone: ReadonlyMap<string, string> = new Map([
  ...['u', 'z', 'y', 'J', 'H', 'K'].map((letter): [string, string] => [letter, letter]),
  ...Object.entries({ Y: 'y', j: 'J', h: 'H', k: 'K', Ks: '2massks', KS: '2massks' }),
  ...Object.entries({ U: 'bessellux', B: 'bessellb', V: 'bessellv', R: 'bessellr', I: 'besselli' }),
  ...Object.entries({ G: 'gaia::g', BP: 'gaia::gbp', RP: 'gaia::grp', Gbp: 'gaia::gbp', Grp: 'gaia::grp' }),
  ...Object.entries({ c: 'atlasc', o: 'atlaso', cyan: 'atlasc', orange: 'atlaso' }),
  ...["u'", "g'", "r'", "i'", "z'"].map((prime): [string, string] => [prime, `sdss${prime[0]}`]),
]);
const uvotAlone = /^uv[wm][12]$/i;

/** ZTF's three filters where no instrument is named: `g`, `zg` (IRSA, Lasair), `b'g'` (the marshal). */
const ztfAlone = /^(?:([gri])|b'([gri])'|z[gG]|z[rR]|z[iI])$/;
/** ZTF's numbers of its filters, in columns called `fid`. */
const filtersByNumber: Record<string, string> = { '1': 'ztfg', '2': 'ztfr', '3': 'ztfi' };

/** Bands whose magnitudes are often given in the Vega system. */
const oftenVega = /^(bessell|2mass|gaia|uvot|grond::[jhk]|[JHK]$)/;

/**
 * The name of a filter in fitter/filters.yml, which is NMMA's and sncosmo's; null for one that no model has.
 * @param column the name of its column: `fid` holds ZTF's numbers.
 */
export function filterName(cell: string, column = 'filter'): string | null {
  if (column === 'fid') return filtersByNumber[cell.replace(/\.0*$/, '')] ?? null;
  if (ztfAlone.test(cell)) return `ztf${/[gri](?='?$)/i.exec(cell)?.[0].toLowerCase()}`;
  const found = alone.get(cell);
  if (found !== undefined) return found;
  if (uvotAlone.test(cell)) return `uvot::${cell.toLowerCase()}`;
  return byInstrument.get(cell.toLowerCase().replace(/[\s:_.-]+/g, '')) ?? null;
}

/** Why a filter is not used, in half a sentence. */
export function unknownFilter(cell: string): string {
  return `filter is ${quoted(cell)}, which no model has (expected such as g, sdssg, ps1::r or atlaso): row left out`;
}

/** What the filters of one file mean together. */
export interface FileFilters {
  /** @returns null for one that no model has. */
  nameOf(cell: string): string | null;
  /** What people should know of how they were read. */
  told: FormatProblem[];
}

/** Plain letters that no ZTF file has: where they stand, a plain g, r or i is not ZTF's either. */
const otherPlain = /^[uzyYJHK]$|^Ks$/;

/**
 * Reads the filters of a file. A plain `g`, `r` or `i` is ZTF's, unless plain letters of other bands stand beside it in a
 * file that is not of ZTF: then it is NMMA's (Pan-STARRS's). `U`, `B` and `V` beside `UVW1` and its like are Swift's.
 * @param cells every filter of the file, as written.
 */
export function fileFilters(
  cells: Iterable<string>,
  options: { column?: string; isOfZtf: boolean; saysSystem: boolean },
): FileFilters {
  const all = [...new Set(cells)];
  const { column = 'filter', isOfZtf, saysSystem } = options;
  const others = isOfZtf ? [] : all.filter((cell) => otherPlain.test(cell));
  const isSwift = all.some((cell) => uvotAlone.test(cell));
  const plain = all.filter((cell) => /^[gri]$/.test(cell));
  const arePlain = others.length > 0 && plain.length > 0;
  const nameOf = (cell: string) => {
    if (arePlain && /^[gri]$/.test(cell)) return cell;
    if (isSwift && /^[UBV]$/.test(cell)) return `uvot::${cell.toLowerCase()}`;
    return filterName(cell, column);
  };
  const told: FormatProblem[] = [];
  if (arePlain) {
    const reason = `${listed(plain)} ${plain.length === 1 ? 'stands' : 'stand'} beside ${listed(others)}: read as Pan-STARRS's, not as ZTF's (write ztfg for ZTF's)`;
    told.push({ line: null, reason });
  }
  const vega = saysSystem ? [] : all.filter((cell) => oftenVega.test(nameOf(cell) ?? ''));
  if (vega.length > 0) {
    const reason = `${listed(vega)}: read as AB magnitudes, because no column magsys says otherwise`;
    told.push({ line: null, reason });
  }
  return { nameOf, told };
}

/** Every name that {@link filterName} can give: those of fitter/filters.yml. */
export const allFilterNames: readonly string[] = [
  ...new Set([...byInstrument.values(), ...alone.values(), 'g', 'r', 'i']),
];
