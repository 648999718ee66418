import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { programmes } from '../../pipeline/api/audience.ts';
import { parseYaml } from '../config/configErrors.ts';
import { UsageError } from '../config/usageError.ts';

const section = z.record(z.string(), z.unknown());

/** What `./nmma setup --yes FILE` reads: sections of config.yml, checked with it, and two words of its own. */
const answersSchema = z.strictObject({
  /** An id, or #name. */
  channel: z.string().min(1).optional(),
  /** Whose data the channel may see. */
  sees: z.array(z.enum(programmes)).min(1).optional(),
  source: section.optional(),
  sources: z.array(section).optional(),
  executor: section.optional(),
  /** Fit and post the newest object at the end. */
  firstFit: z.boolean().default(false),
});
export type Answers = z.infer<typeof answersSchema>;

/** Reads a file of answers. @throws UsageError naming the file and the key. */
export function readAnswers(path: string): Answers {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`There is no ${path}: expected a file of answers, such as channel: C0123ABCDEF.`, {
      cause: error,
    });
  }
  const parsed = answersSchema.safeParse(parseYaml(text, path).value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = Object.keys(answersSchema.shape).join(', ');
  const key = issue?.path.join('.') || 'the file';
  throw new UsageError(`${path}: ${key}: ${issue?.message ?? 'wrong form'} (known keys: ${known}).`);
}
