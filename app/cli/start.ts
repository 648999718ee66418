import { readConfig, readTokens, requireStateOutside } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { Endings } from '../ending.ts';
import { requirePython } from '../python.ts';

/** `nmma start`: runs until it is told to end. @returns the exit status. @throws UsageError. */
export async function start(flags: { config: string }): Promise<number> {
  const config = readConfig(flags.config);
  requireStateOutside(config.state);
  const tokens = readTokens(process.env);
  const python = requirePython();
  const endings = new Endings().listen();
  // Only now: loading Bolt, Vega and SQLite takes seconds, and a mistake in the configuration is told before.
  const [{ runApp }, { UserInputError }] = await Promise.all([
    import('../runApp.ts'),
    import('../../pipeline/shared/userInputError.ts'),
  ]);
  try {
    return await runApp({ config, tokens, python, endings });
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(`${flags.config}: models: ${error.message}`);
    throw error;
  }
}
