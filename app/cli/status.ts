import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { inRoot } from '../paths.ts';
import { UsageError } from '../usageError.ts';

/** `nmma status [OBJECT]`: what the database says; the app need not run. @throws UsageError. */
export async function status(
  object: string | undefined,
  flags: { config: string; state?: string | undefined; why?: boolean | undefined },
): Promise<number> {
  const stateDir = flags.state === undefined ? readConfig(flags.config).state : resolve(flags.state);
  const [
    { databasePath },
    { openDatabase },
    { createPipeline },
    { UserInputError },
    { statusText, objectStatusText },
  ] = await Promise.all([
    import('../wiring.ts'),
    import('../../db/open.ts'),
    import('../../pipeline/pipeline.ts'),
    import('../../pipeline/service.ts'),
    import('./statusText.ts'),
  ]);
  const path = databasePath(stateDir);
  if (!existsSync(path))
    throw new UsageError(`There is no database in ${stateDir}: nothing has run there yet.`);
  const db = openDatabase(path);
  const notHere = async (): Promise<never> => {
    throw new Error('this command only looks');
  };
  try {
    const pipeline = createPipeline({
      db,
      executor: { name: 'local', submit: notHere, poll: notHere, collect: notHere, cancel: notHere },
      sources: [],
      publisher: { publish: notHere },
      stateDir,
      fitterDir: inRoot('fitter'),
      modelsEnabled: null,
      fitDefaults: {},
      channel: '',
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    const text =
      object === undefined
        ? statusText(pipeline.status())
        : flags.why
          ? pipeline.whyNot(object).text
          : objectStatusText(pipeline.objectStatus(object));
    process.stdout.write(`${text}\n`);
    return 0;
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(error.message);
    throw error;
  } finally {
    db.close();
  }
}
