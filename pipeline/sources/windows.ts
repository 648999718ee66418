/** Folders of candidates are named after the Julian dates they cover: `2459784-2459791`. */
const windowPattern = /^(\d{7}(?:\.\d+)?)-(\d{7}(?:\.\d+)?)$/;

/** The Julian dates that a folder covers. */
export interface Window {
  name: string;
  firstJd: number;
  lastJd: number;
}

/** The window that a folder's name tells of; null for another folder. */
export function windowOf(name: string): Window | null {
  const [, first, last] = windowPattern.exec(name) ?? [];
  return first === undefined || last === undefined
    ? null
    : { name, firstJd: Number(first), lastJd: Number(last) };
}

/** Oldest first: by the last night, then by the first. */
export function byNight(a: Window, b: Window): number {
  return a.lastJd - b.lastJd || a.firstJd - b.firstJd;
}

/** Which of the folders of one place are looked into: all that are no window, and all windows or the newest. */
export function foldersToWalk(names: readonly string[], windows: 'newest' | 'all'): string[] {
  if (windows === 'all') return [...names];
  const newest = names
    .flatMap((name) => windowOf(name) ?? [])
    .sort(byNight)
    .at(-1);
  return names.filter((name) => windowOf(name) === null || name === newest?.name);
}

/** The programmes that trees of the old pipeline are named after, for rows that do not say: ZTF's own numbers. */
const trees: Record<string, number> = { public: 1, partnership: 2, caltech: 3 };

/** The programme of rows that do not say, by the folders that a file lies in; null when none tells. */
export function programOfPath(path: string): number | null {
  const ids = path.split('/').flatMap((part) => trees[part.toLowerCase()] ?? []);
  return ids.length === 0 ? null : Math.max(...ids);
}
