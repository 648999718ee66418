import { resolve } from 'node:path';
import { defaultPolicy } from '../../pipeline/policy/policy.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { makeStateFolder } from '../demo/stateFolder.ts';
import { Endings } from '../ending.ts';
import { bringModelFiles } from '../modelFiles.ts';
import { requirePython } from '../python.ts';

/** What was typed behind `nmma replay DIR`. */
export interface ReplayFlags {
  speed?: string | undefined;
  models?: string | undefined;
  state?: string | undefined;
  config?: string | undefined;
  json?: boolean | undefined;
}

function readSpeed(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const speed = Number(typed);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new UsageError(`--speed is ${typed}: expected simulated seconds per second, such as 86400.`);
}

/** `nmma replay DIR`: the windows of candidates in a folder, night by night. @returns the exit status. @throws UsageError. */
export async function replayCommand(folder: string, flags: ReplayFlags): Promise<number> {
  const speed = readSpeed(flags.speed);
  const policy = flags.config === undefined ? defaultPolicy : readConfig(flags.config).policy;
  const { nightsOf } = await import('../replay/nights.ts');
  const nights = nightsOf(resolve(folder));
  const python = requirePython();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  if (flags.models === undefined) await bringModelFiles({ python, say });
  const endings = new Endings().listen();
  const [{ replay }, { replayTable }, { localExecutor }] = await Promise.all([
    import('../demo/replay.ts'),
    import('../replay/play.ts'),
    import('../executors.ts'),
  ]);
  const rows = await replay({
    nights,
    stateDir: makeStateFolder(flags.state ?? null),
    models: flags.models?.split(',').map((word) => word.trim()) ?? null,
    speed,
    policy,
    executor: localExecutor(python, null),
    endings,
    say,
  });
  process.stdout.write(`${flags.json ? JSON.stringify(rows) : replayTable(rows)}\n`);
  const failed = rows.filter((row) => row.succeeded < row.fits);
  return failed.length === 0 ? 0 : 1;
}
