import { z } from 'zod';
import { FormatError } from './formatError.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const row = z.record(z.string(), z.unknown());
type Row = z.infer<typeof row>;

/** Lists that services put their rows in: SkyPortal's `data`, ALeRCE's, Lasair's, and plain ones. */
const listNames = ['data', 'detections', 'non_detections', 'forced_photometry', 'candidates', 'photometry'];
/** Fink writes `i:jd`: columns of the alert behind `i:`, its own behind `d:`. */
const finkPrefix = /^[a-z]:/;

/** Whether a text is JSON. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

function rowsOf(value: unknown): Row[] {
  const list = z.array(row).safeParse(value);
  if (list.success) return list.data;
  const object = row.safeParse(value);
  if (!object.success) return [];
  return listNames.flatMap((name) => rowsOf(object.data[name]));
}

/** What tables of a service have in columns of their own: programme ids and streams. */
function flattened(one: Row): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(one)) {
    const plain = cell.safeParse(value);
    if (plain.success) flat[name.replace(finkPrefix, '')] = plain.data === null ? '' : String(plain.data);
  }
  const altdata = z.looseObject({ programid: z.number() }).safeParse(one.altdata);
  if (altdata.success) flat.programid = String(altdata.data.programid);
  const streams = z.array(z.looseObject({ name: z.string() })).safeParse(one.streams);
  if (streams.success) flat.streams = streams.data.map(({ name }) => name).join(';');
  return flat;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/**
 * Brings a JSON export (SkyPortal's API, ALeRCE, Fink, Lasair) to the table that it stands for: a column for every key
 * of its rows, an empty cell for what a row has not.
 * @returns CSV with a header.
 * @throws FormatError for what is no JSON, or has no list of measurements.
 */
export function jsonAsTable(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError('is JSON that is not whole');
  }
  const rows = rowsOf(value).map(flattened);
  const names = [...new Set(rows.flatMap((one) => Object.keys(one)))];
  if (rows.length === 0 || names.length === 0) {
    throw new FormatError(
      `is JSON without a list of measurements (expected one, or ${listNames.join(', ')})`,
    );
  }
  const lines = rows.map((one) => names.map((name) => quoted(one[name] ?? '')).join(','));
  return `${names.map(quoted).join(',')}\n${lines.join('\n')}\n`;
}
