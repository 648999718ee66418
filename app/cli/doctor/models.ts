import type { Model } from '../../../pipeline/fitter/models.ts';
import { redactedWords } from '../../secrets.ts';
import type { Finding } from './finding.ts';

/** Models that nobody can ask for until their files are brought; one note for all. */
function lackingFiles(all: readonly Model[]): Finding[] {
  const names = all.filter(({ missing }) => missing.length > 0).map(({ name }) => name);
  if (names.length === 0) return [];
  const what = `Without their files these models cannot be fitted: ${names.join(', ')}`;
  const todo = './nmma assets shows what they need, ./nmma assets fetch NAME… brings it';
  return [{ ok: true, isNote: true, what, todo }];
}

/**
 * Which models are in play, and which lack files.
 * @param enabled words for those in play, as configured; null: as models.yml says.
 */
export async function checkModels(fitterDir: string, enabled: readonly string[] | null): Promise<Finding[]> {
  const { loadModels, Models } = await import('../../../pipeline/fitter/models.ts');
  try {
    const all = loadModels(fitterDir);
    const lacking = lackingFiles(all);
    try {
      const { inPlay } = new Models(all, enabled);
      const what = `Models in play: ${inPlay.map(({ name }) => name).join(', ')}`;
      return [{ ok: true, what }, ...lacking];
    } catch (error) {
      return [{ ok: false, what: 'Models in play', todo: `models: ${redactedWords(error)}` }, ...lacking];
    }
  } catch (error) {
    return [{ ok: false, what: 'Models', todo: redactedWords(error) }];
  }
}
