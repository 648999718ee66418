import { type Band, bandLooks, bandOf, instrumentOf, KNOWN_FILTERS } from './filterRegistry.ts';
import { type Decoration, decorated, OUTLINES } from './symbols.ts';
import type { Theme } from './theme.ts';

/** How a filter looks in every chart, whatever else is in it. */
export interface FilterStyle {
  /** NMMA's name, e.g. ztfg. */
  filter: string;
  /** As people write it, e.g. "ZTF g". */
  label: string;
  colour: string;
  /** A symbol of Vega. Hollow triangles that point down are kept for upper limits. */
  shape: string;
  /** Of its model's line. */
  dash: readonly number[];
}

/** Decorations for instruments that the registry does not know, chosen by their names alone. */
const OTHERS: Decoration[] = ['two-dots', 'three-dots', 'frame', 'wedge'];

/** A number that a name always gives. */
function hash(name: string): number {
  let value = 7;
  for (const character of name) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return value;
}

function known(filter: string): (typeof KNOWN_FILTERS)[string] | undefined {
  const name = filter.toLowerCase().replace(/[:_\s-]+/g, '');
  return Object.hasOwn(KNOWN_FILTERS, name) ? KNOWN_FILTERS[name] : undefined;
}

/** A filter's name for people: ztfg → "ZTF g", ps1::r → "PS1 r"; others unchanged. */
export function filterLabel(filter: string): string {
  return known(filter)?.label ?? filter;
}

function lookOf(filter: string): { band: Band; decoration: Decoration } {
  const entry = known(filter);
  if (entry) return entry;
  const instrument = instrumentOf(filter);
  return { band: bandOf(filter), decoration: OTHERS[hash(instrument) % OTHERS.length] ?? 'two-dots' };
}

/** Filters with every name once, bluest first; those of ZTF before others. */
export function byWavelength(filters: Iterable<string>): string[] {
  const order = Object.keys(bandLooks);
  const place = (filter: string) =>
    (/^ztf[gri]$/.test(filter) ? 0 : 100) + order.indexOf(lookOf(filter).band);
  return [...new Set(filters)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The look of one filter: its colour, its line and the outline of its symbol by its band, the rest by its instrument. */
export function filterStyle(filter: string, theme: Theme['name'] = 'light'): FilterStyle {
  const { band, decoration } = lookOf(filter);
  const { outline, dash, ...colours } = bandLooks[band];
  const shape = decorated(OUTLINES[outline], decoration);
  return { filter, label: filterLabel(filter), colour: colours[theme], shape, dash };
}

/** Looks of several filters, bluest first; every name once. */
export function filterStyles(filters: Iterable<string>, theme: Theme['name'] = 'light'): FilterStyle[] {
  return byWavelength(filters).map((filter) => filterStyle(filter, theme));
}
