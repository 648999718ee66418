import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupDatabase } from '../../db/backup.ts';
import { decisionCounts } from '../../db/decisions.ts';
import { type Db, openDatabase } from '../../db/open.ts';
import type { Executor } from '../../pipeline/executors/executor.ts';
import { createPipeline } from '../../pipeline/pipeline.ts';
import type { Policy } from '../../pipeline/policy/policy.ts';
import { counted } from '../../pipeline/shared/words.ts';
import type { Source } from '../../pipeline/sources/source.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import { inRoot } from '../paths.ts';
import { databasePath } from '../stateFiles.ts';

/** What a decision of the policy means to somebody who reads a count of it. */
const meanings: Record<string, string> = {
  fit: 'would be fitted',
  'too-old': 'left out: too old (policy.maxAgeDays)',
  'too-few-detections': 'left out: too few detections',
  muted: 'left out: muted',
};

/** No fit runs in a dry run: an executor that is asked for one is an error of ours. */
const noExecutor: Executor = {
  name: 'local',
  submit: () => Promise.reject(new Error('A dry run submits nothing.')),
  poll: async () => [],
  collect: async () => {},
  cancel: async () => {},
};

/** A copy of the record to judge against, or an empty one at a first start. */
async function copyOfRecord(state: string, folder: string): Promise<Db> {
  const path = databasePath(state);
  if (existsSync(path)) await backupDatabase(path, databasePath(folder));
  return openDatabase(databasePath(folder));
}

/**
 * `nmma start --dry-run`: looks at the sources once, and prints what a start would fit. Nothing is fitted, posted or
 * written to the state folder.
 */
export async function dryRun(config: Config, sources: Source[], policy: Policy, log: Log): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-dry-run-'));
  const db = await copyOfRecord(config.state, folder);
  try {
    const pipeline = createPipeline({
      db,
      executor: noExecutor,
      sources,
      policy,
      publisher: { publish: () => Promise.reject(new Error('A dry run posts nothing.')) },
      stateDir: folder,
      fitterDir: inRoot('fitter'),
      modelsEnabled: config.models,
      fitDefaults: config.fit,
      channel: config.channel,
      audience: config.channels,
      log,
    });
    const outcome = await pipeline.pull({ trigger: 'start', requestedBy: null });
    const counts = decisionCounts(db, outcome.runId);
    const lines = [
      `Found ${counted(outcome.lightCurvesNew, 'new light curve')} and ${counted(outcome.problems, 'file')} that cannot be used.`,
      ...counts.map(
        ({ decision, count }) =>
          `${counted(count, 'object')} ${meanings[decision] ?? `left out: ${decision}`}.`,
      ),
      `A start would ask for ${counted(outcome.fitsAsked, 'fit')}.`,
      ...outcome.unreached.map((words) => `Not scanned: ${words}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return outcome.unreached.length === 0 ? 0 : 1;
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
