import { resolve } from 'node:path';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { UsageError } from '../config/usageError.ts';
import { plainSentence } from './plainText.ts';
import { type WordFlags, withService } from './wordFlags.ts';

/** Options of `nmma plot`. */
export interface PlotFlags extends WordFlags {
  model?: string;
  chart?: string;
  format?: string;
  theme?: string;
  compare?: string;
  out?: string;
}

function fitNumber(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const [, digits] = /^#?(\d{1,12})$/.exec(typed) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new UsageError(`--compare is “${typed}”: expected the number of a fit, such as 7.`);
}

/** `nmma plot OBJECT`: writes a chart or tables of an object's fit. @returns the exit status. @throws UsageError. */
export async function plotCommand(objectName: string, flags: PlotFlags): Promise<number> {
  try {
    const paths = await withService(flags, (service) =>
      service.plot({
        objectName,
        model: flags.model ?? null,
        chart: flags.chart ?? null,
        format: flags.format ?? 'png',
        theme: flags.theme ?? 'light',
        compare: fitNumber(flags.compare),
        folder: resolve(flags.out ?? '.'),
      }),
    );
    process.stdout.write(`${flags.json ? JSON.stringify(paths) : paths.join('\n')}\n`);
    return 0;
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(plainSentence(error.message), { cause: error });
    throw error;
  }
}
