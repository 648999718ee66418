import type { OpinionRow } from '../../db/opinions.ts';

/** One cell of a CSV file; quoted where it holds what parts cells or lines (RFC 4180). */
function cell(text: string | null): string {
  if (text === null) return '';
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What people have said of an object as CSV, oldest first; `ended` is empty for what is in force. */
export function opinionsCsv(opinions: readonly OpinionRow[]): string {
  const rows = opinions.map(({ at, person, word, class: name, comment, endedAt }) =>
    [at, person, word, name, comment, endedAt].map(cell).join(','),
  );
  return `${['at,person,opinion,class,comment,ended', ...rows].join('\n')}\n`;
}
