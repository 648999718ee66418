import type { SourceFile } from './files.ts';

/** Lines of a file: more are more than one idea. How hard a function is to read is Biome's to judge. */
const limit = 400;

/** Files that are longer, and why. */
export const exempt: Record<string, string> = {
  'db/fits.ts': 'all queries of the largest table stand in one file',
};

/** One sentence per file that is too long; style sheets, data and prose are not counted. */
export function sizeErrors(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const isCode = /\.(ts|mjs|js|py|sh)$/.test(path) || path === 'nmma' || path === '.ci/run';
    if (!isCode || path in exempt) return [];
    const lines = text.trimEnd().split('\n').length;
    return lines > limit ? [`${path} has ${lines} lines: ${limit} are the most`] : [];
  });
}

/** One sentence per exemption that nobody needs any more. */
export function exemptionErrors(files: readonly SourceFile[]): string[] {
  return Object.keys(exempt).flatMap((path) => {
    const file = files.find((one) => one.path === path);
    if (!file) return [`${path} is exempt, and is not there`];
    return file.text.trimEnd().split('\n').length > limit ? [] : [`${path} is exempt without need`];
  });
}
