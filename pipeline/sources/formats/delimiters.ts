/** A table's lines, each with its cells behind commas, and the line of the file it stands in. */
export interface DelimitedText {
  /** What separates its cells. */
  delimiter: ',' | ';' | '\t' | '|' | 'blanks';
  /** The text with what is no row (comments, keywords, units) replaced by empty lines, so that line numbers stay. */
  text: string;
}

const marks = [',', ';', '\t', '|'] as const;

function count(line: string, mark: string): number {
  return line.split(mark).length - 1;
}

/** Whether it is a table as IRSA writes them: keywords behind `\`, names and types between `|`. */
function isIpacTable(lines: readonly string[]): boolean {
  return lines.some((line) => /^\|.*\|\s*$/.test(line)) && !lines.some((line) => /^\|?[\w\s]+,/.test(line));
}

/** Only the first line between `|` names the columns; the others tell types and units. */
function fromIpacTable(lines: readonly string[]): string {
  let hasHeader = false;
  return lines
    .map((line) => {
      if (line.startsWith('\\')) return '';
      if (!line.startsWith('|')) return line.trim().replace(/\s+/g, ',');
      if (hasHeader) return '';
      hasHeader = true;
      return line
        .replace(/^\||\|\s*$/g, '')
        .split('|')
        .map((name) => name.trim())
        .join(',');
    })
    .join('\n');
}

/**
 * Makes a table of unknown origin ready for `table.ts`: finds what separates its cells, by its header, and takes comments
 * out. A header may itself stand behind `#`. Cells between blanks become cells behind commas.
 */
export function delimited(whole: string): DelimitedText {
  const lines = whole.split('\n');
  if (isIpacTable(lines)) return { delimiter: '|', text: fromIpacTable(lines) };
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  const before = lines.slice(0, Math.max(first, 0)).findLastIndex((line) => line.startsWith('#'));
  const behindMark = before < 0 ? '' : (lines[before] ?? '').replace(/^#+\s*/, '');
  // A first line of numbers has its header behind the mark.
  const isHeaderAbove = before >= 0 && /^[\s\d.+-]/.test(lines[first] ?? '') && /[a-z]{2}/i.test(behindMark);
  const rows = lines.map((line, index) => {
    if (index === before && isHeaderAbove) return behindMark;
    return line.startsWith('#') ? '' : line;
  });
  const header = isHeaderAbove ? behindMark : (lines[first] ?? '');
  const [mark] = [...marks].sort((a, b) => count(header, b) - count(header, a));
  if (mark !== undefined && count(header, mark) > 0) return { delimiter: mark, text: rows.join('\n') };
  return { delimiter: 'blanks', text: rows.map((line) => line.trim().replace(/\s+/g, ',')).join('\n') };
}
