import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Paths that begin so are sncosmo's. */
const sncosmo = 'sncosmo/';

/**
 * Which of a model's files are not there. They are looked for as the fitter does: below the folder NMMA_ASSETS of the
 * environment, else `.nmma/assets` beside the fitter's folder; sncosmo's below SNCOSMO_DATA_DIR first.
 */
export function missingAssets(
  fitterDir: string,
  paths: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  const folder = env.NMMA_ASSETS || resolve(fitterDir, '..', '.nmma', 'assets');
  const isThere = (path: string) => {
    const own = env.SNCOSMO_DATA_DIR;
    if (own && path.startsWith(sncosmo) && existsSync(join(own, path.slice(sncosmo.length)))) return true;
    return existsSync(join(folder, path));
  };
  return paths.filter((path) => !isThere(path));
}

/** What to say of a model whose files are not there. */
export function missingWords(model: { name: string; missing: readonly string[] }): string {
  const files = model.missing.join(', ');
  return `${model.name} cannot be fitted without ${files}: \`./nmma assets fetch ${model.name}\` brings what is missing.`;
}
