/** Names of ZTF: the year and seven letters; written in any case. */
const ztfName = /(?<![A-Za-z0-9])ZTF\d\d[a-z]{7}(?![A-Za-z0-9])/gi;

/** Every text in a message, wherever it stands: its own, its blocks', its attachments'. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const isText = (key === 'text' || key === 'fallback' || key === 'url') && typeof one === 'string';
    return isText ? [one] : texts(one);
  });
}

/** The objects that a message names, each once, in its order, spelt as ZTF does. */
export function objectNamesIn(message: unknown): string[] {
  const found = texts(message).flatMap((text) => text.match(ztfName) ?? []);
  return [...new Set(found.map((name) => `ZTF${name.slice(3).toLowerCase()}`))];
}
