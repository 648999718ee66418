import { type DemoFlags, readDemoOptions } from '../demo/options.ts';
import { Endings } from '../ending.ts';
import { inRoot } from '../paths.ts';
import { requirePython } from '../python.ts';

/** `nmma demo`. @returns the exit status. @throws UsageError. */
export async function demo(flags: DemoFlags): Promise<number> {
  const options = readDemoOptions(flags, inRoot('fitter', 'demo', 'candidates'));
  const python = requirePython();
  const endings = new Endings().listen();
  const [{ runDemo }, { localExecutor }] = await Promise.all([
    import('../demo/run.ts'),
    import('../executor.ts'),
  ]);
  return runDemo(options, { executor: localExecutor(python, null), endings });
}
