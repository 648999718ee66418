import { renameSync, writeFileSync } from 'node:fs';
import type { Remote } from '../../remote/remote.ts';
import { jobFileNames, jobPaths } from '../../shared/jobPaths.ts';

/** Prints, for each folder on its input that has one, its number and its progress file in one line. */
const script = `number=0
while IFS= read -r folder; do
  if [ -f "$folder/${jobFileNames.progress}" ]; then
    printf '%s ' "$number"
    tr -d '\\n' < "$folder/${jobFileNames.progress}"
    echo
  fi
  number=$((number + 1))
done`;

/**
 * Brings the progress files of running jobs here: one command, however many there are.
 * @throws RemoteError.
 */
export async function fetchProgress(
  remote: Remote,
  jobs: readonly { remote: string; local: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  const input = jobs.map((job) => `${job.remote}\n`).join('');
  const { stdout } = await remote.run(['sh', '-c', script], { input });
  for (const line of stdout.split('\n')) {
    const [, number, text = ''] = /^(\d+) (\{.*\})$/.exec(line) ?? [];
    const job = jobs[Number(number ?? Number.NaN)];
    if (!job) continue;
    const path = jobPaths(job.local).progress;
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  }
}
