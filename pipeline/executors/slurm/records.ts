import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * What the executor keeps beside a job's folder before it hands the job over, so that a later process of the app finds the
 * batch by its name, whether or not Slurm's answer ever came.
 */
const recordSchema = z.strictObject({
  /** The batch's name in Slurm. */
  batch: z.string(),
  /** The job's place in it. */
  index: z.int().min(0),
  /** The array's id; null while Slurm's answer is not here. */
  arrayId: z.int().nullable(),
  /** ISO 8601, UTC: when it was handed over. */
  at: z.string(),
  /** What was asked for; null: noted before this was. */
  asked: z
    .strictObject({ seconds: z.number(), cpus: z.int(), memoryMB: z.number() })
    .nullable()
    .default(null),
  /** Slurm held it and will not go on by itself: it is being ended here, to be handed over anew. */
  isGivenUp: z.boolean().default(false),
});
export type SlurmRecord = z.infer<typeof recordSchema>;

/** Beside the folder, not in it: it does not travel. */
function fileOf(folder: string): string {
  return `${folder}.slurm.json`;
}

/** What was noted of a job; null when it was never handed over. */
export function readRecord(folder: string): SlurmRecord | null {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return recordSchema.parse(JSON.parse(text));
}

/** Notes it, whole. */
export function writeRecord(folder: string, record: SlurmRecord): void {
  const path = fileOf(folder);
  writeFileSync(`${path}.tmp`, JSON.stringify(record));
  renameSync(`${path}.tmp`, path);
}

/** Forgets it: Slurm has refused the batch. */
export function removeRecord(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}
