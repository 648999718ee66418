import type { Decoration, Outline } from './symbols.ts';

/** What all instruments' filters of about one wavelength share. */
interface BandLook {
  outline: Outline;
  dash: readonly number[];
  light: string;
  dark: string;
}

/**
 * Bands, bluest first. The colours were searched by simulated annealing under normal sight, protanopia, deuteranopia
 * and tritanopia (Machado et al. 2009): filters of one instrument are at least 23 apart in CIELAB under each of the
 * first three, u to K of the ground, and GROND's, at least 13, any two at least 8. A test measures it.
 */
export const bandLooks = {
  uvw2: { outline: 'star6', dash: [1, 3], light: '#27158b', dark: '#7f69ff' },
  uvm2: { outline: 'house', dash: [9, 2, 1, 2, 1, 2], light: '#874fb4', dark: '#be7eb0' },
  uvw1: { outline: 'kite', dash: [12, 3, 4, 3], light: '#e08dff', dark: '#f4bec6' },
  u: { outline: 'pentagon', dash: [5, 3], light: '#3254e3', dark: '#899eff' },
  b: { outline: 'octagon', dash: [16, 4], light: '#375870', dark: '#93d4ff' },
  g: { outline: 'circle', dash: [], light: '#00a087', dark: '#9dfcc5' },
  bp: { outline: 'left', dash: [7, 4], light: '#0087d3', dark: '#7eb7fd' },
  c: { outline: 'star4', dash: [4, 2], light: '#69a8bb', dark: '#90f8ff' },
  v: { outline: 'bar', dash: [6, 2, 2, 2, 2, 2], light: '#70c460', dark: '#c2f952' },
  wide: { outline: 'bowl', dash: [3, 6], light: '#c9a5d4', dark: '#eaa47e' },
  r: { outline: 'square', dash: [9, 4], light: '#c8420a', dark: '#cd7200' },
  o: { outline: 'pole', dash: [9, 2], light: '#ec8f00', dark: '#fcc96f' },
  i: { outline: 'diamond', dash: [3, 3], light: '#5b2a86', dark: '#a96dad' },
  rp: { outline: 'right', dash: [2, 2], light: '#d67251', dark: '#d36833' },
  z: { outline: 'up', dash: [10, 3, 2, 3], light: '#832337', dark: '#e4537e' },
  y: { outline: 'hexagon', dash: [2, 5], light: '#9e63af', dark: '#e3a8c9' },
  j: { outline: 'plus', dash: [14, 3, 2, 3, 2, 3], light: '#c78e38', dark: '#d2af39' },
  h: { outline: 'cross', dash: [6, 6], light: '#6c411a', dark: '#aa774c' },
  k: { outline: 'star', dash: [18, 6], light: '#11303e', dark: '#bfbca6' },
} satisfies Record<string, BandLook>;

export type Band = keyof typeof bandLooks;

/** A filter that light curves come in. */
export interface KnownFilter {
  label: string;
  instrument: string;
  band: Band;
  decoration: Decoration;
}

interface Instrument {
  /** For people. */
  label: string;
  /** Beginnings of names, without colons and blanks. */
  prefixes: readonly string[];
  decoration: Decoration;
  /** Rest of the name → band, where they differ [rest, band, how it is written]. */
  filters: readonly (string | readonly [rest: string, band: Band, written: string])[];
}

const INSTRUMENTS: readonly Instrument[] = [
  { label: 'ZTF', prefixes: ['ztf'], decoration: 'solid', filters: ['g', 'r', 'i'] },
  { label: 'SDSS', prefixes: ['sdss'], decoration: 'ring', filters: ['u', 'g', 'r', 'i', 'z'] },
  {
    label: 'PS1',
    prefixes: ['ps1', 'panstarrs'],
    decoration: 'dot',
    filters: ['g', 'r', 'i', 'z', 'y', ['w', 'wide', 'w']],
  },
  {
    label: 'ATLAS',
    prefixes: ['atlas'],
    decoration: 'solid',
    filters: ['c', 'o'],
  },
  { label: 'LSST', prefixes: ['lsst'], decoration: 'bar', filters: ['u', 'g', 'r', 'i', 'z', 'y'] },
  { label: 'DECam', prefixes: ['decam', 'des'], decoration: 'pole', filters: ['u', 'g', 'r', 'i', 'z', 'y'] },
  {
    label: '2MASS',
    prefixes: ['2mass'],
    decoration: 'solid',
    filters: [
      ['j', 'j', 'J'],
      ['h', 'h', 'H'],
      ['ks', 'k', 'Kₛ'],
      ['k', 'k', 'Kₛ'],
    ],
  },
  {
    label: 'UVOT',
    prefixes: ['uvot', 'swiftuvot', 'swift'],
    decoration: 'thin-ring',
    filters: [
      ['uvw2', 'uvw2', 'UVW2'],
      ['uvm2', 'uvm2', 'UVM2'],
      ['uvw1', 'uvw1', 'UVW1'],
      ['u', 'u', 'U'],
      ['b', 'b', 'B'],
      ['v', 'v', 'V'],
      ['white', 'wide', 'white'],
    ],
  },
  {
    label: 'GROND',
    prefixes: ['grond'],
    decoration: 'thin-ring',
    filters: ['g', 'r', 'i', 'z', ['j', 'j', 'J'], ['h', 'h', 'H'], ['k', 'k', 'K']],
  },
  {
    label: 'Bessell',
    prefixes: ['bessell'],
    decoration: 'cross',
    filters: [
      ['u', 'u', 'U'],
      ['ux', 'u', 'U'],
      ['b', 'b', 'B'],
      ['v', 'v', 'V'],
      ['r', 'r', 'R'],
      ['i', 'i', 'I'],
    ],
  },
  {
    label: 'Gaia',
    prefixes: ['gaia'],
    decoration: 'solid',
    filters: [
      ['g', 'wide', 'G'],
      ['gbp', 'bp', 'BP'],
      ['bp', 'bp', 'BP'],
      ['grp', 'rp', 'RP'],
      ['rp', 'rp', 'RP'],
    ],
  },
  {
    // Nothing before it: the filter alone.
    label: '',
    prefixes: [''],
    decoration: 'plus',
    filters: [
      ...['u', 'g', 'r', 'i', 'z', 'y'],
      ['j', 'j', 'J'],
      ['h', 'h', 'H'],
      ['k', 'k', 'K'],
      ['ks', 'k', 'K'],
      ['b', 'b', 'B'],
      ['v', 'v', 'V'],
    ],
  },
];

function everyFilter(): Record<string, KnownFilter> {
  const all: Record<string, KnownFilter> = {};
  for (const { label: instrument, prefixes, decoration, filters } of INSTRUMENTS) {
    for (const filter of filters) {
      const [rest, band, written] =
        typeof filter === 'string' ? ([filter, filter as Band, filter] as const) : filter;
      const label = [instrument, written].filter(Boolean).join(' ');
      for (const prefix of prefixes) all[prefix + rest] = { label, instrument, band, decoration };
    }
  }
  return all;
}

/** Every filter in use, by its name in small letters without colons and blanks. */
export const KNOWN_FILTERS: Readonly<Record<string, KnownFilter>> = everyFilter();

/** The instrument in the name of a filter that is not known: all but what names the band. */
export function instrumentOf(filter: string): string {
  return filter.toLowerCase().replace(/[^a-z0-9]*[a-z0-9]{1,2}$/, '');
}

const LETTERS: Record<string, Band> = {
  ...{ u: 'u', b: 'b', g: 'g', v: 'v', r: 'r', i: 'i', z: 'z', y: 'y' },
  ...{ j: 'j', h: 'h', k: 'k', c: 'c', o: 'o', w: 'wide' },
};

/** The band of a filter that is not known, as far as its last letter (or that before an s: Ks) tells. */
export function bandOf(filter: string): Band {
  const [, letter = ''] = /([a-z])s?$/i.exec(filter) ?? [];
  const lower = letter.toLowerCase();
  return Object.hasOwn(LETTERS, lower) ? (LETTERS[lower] ?? 'wide') : 'wide';
}
