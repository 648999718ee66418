import { execa } from 'execa';
import { inRoot } from '../paths.ts';
import { requirePython } from '../python.ts';

/**
 * `./nmma assets [list | fetch MODEL…] [--default] [--json]`: the fitter's own command, which knows the models' files.
 * @returns the exit status.
 */
export async function assets(words: string[], flags: { json?: boolean; default?: boolean }): Promise<number> {
  const asked = words.length === 0 ? ['list'] : words;
  const { exitCode } = await execa(
    requirePython(),
    [
      ...['-m', 'nmma_fitter', 'assets', ...asked],
      ...(flags.default ? ['--default'] : []),
      ...(flags.json ? ['--json'] : []),
    ],
    { cwd: inRoot('fitter'), stdio: 'inherit', reject: false },
  );
  return exitCode ?? 1;
}
