/** First bytes of files that are no text, and what they are. */
const signatures: readonly { bytes: readonly number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or a ZIP archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file' },
  { bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], what: 'a NumPy array' },
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file' },
  { bytes: [0x4f, 0x62, 0x6a, 0x01], what: 'an Avro alert' },
  { bytes: [0x53, 0x49, 0x4d, 0x50, 0x4c, 0x45, 0x20, 0x20, 0x3d], what: 'a FITS file' },
];

/** What a file is that is no text; null: not known. */
export function binaryFormat(bytes: Uint8Array): string | null {
  const found = signatures.find((one) => one.bytes.every((byte, index) => bytes[index] === byte));
  return found?.what ?? null;
}

/** What a text is that is no table; null: it may be one. */
export function textFormat(text: string): string | null {
  const start = text.trimStart().slice(0, 200);
  if (/^<(!doctype html|html)/i.test(start)) return 'an HTML page';
  if (start.startsWith('<')) return 'XML';
  return null;
}
