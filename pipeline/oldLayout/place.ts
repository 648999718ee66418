import type { SucceededFit } from '../../db/oldLayout.ts';
import { windowOf } from '../sources/windows.ts';

/** The innermost folder of a path that is a window; null: none is. */
function windowOfPath(path: string): string | null {
  const folders = path.split('/').slice(0, -1);
  return folders.findLast((folder) => windowOf(folder) !== null) ?? null;
}

/** The windows of a light curve's file; where no folder tells, the whole Julian dates around the light curve. */
export function windowsOf(fit: SucceededFit): string[] {
  const named = [fit.origin, fit.file ?? ''].flatMap((path) => windowOfPath(path) ?? []);
  const own = `${Math.floor(fit.firstJd)}-${Math.ceil(fit.lastJd)}`;
  return named.length > 0 ? [...new Set(named)] : [own];
}

/** A name that is one folder or file and nothing else, whatever letters it has. */
export function asFileName(name: string): string {
  const safe = [...name].map((letter) => (/[\p{Cc}/\\]/u.test(letter) ? '_' : letter)).join('');
  return safe.replace(/^[.-]+/, '_').slice(0, 80) || '_';
}

/** Where the files of a fit begin, below the tree: `<window>/<object>/<model>`. */
export function stemOf(window: string, object: string, model: string): string {
  return [window, object, model].map(asFileName).join('/');
}

/** Of each place the newest fit that belongs there. */
export function wantedFits(fits: readonly SucceededFit[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const fit of fits) {
    for (const window of windowsOf(fit)) {
      const stem = stemOf(window, fit.object, fit.model);
      wanted.set(stem, Math.max(fit.fitId, wanted.get(stem) ?? 0));
    }
  }
  return wanted;
}
