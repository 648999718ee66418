import type { FitterPlace, Resources } from './options.ts';
import { tuning } from './tuning.ts';

/**
 * What every task of a batch runs: `$1` the list of folders (one a line, the first is task 0), `$2` the fitter's Python,
 * `$3` the fitter's folder, `$4` that of the models' files. Slurm may run a task a second time under the same id: a folder with a result is left alone.
 */
export const taskScript = `#!/bin/sh
folder=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$1")
cd "$folder" || exit 96
if [ -f result.json ]; then exit 0; fi
rm -f progress.json error.json
export PATH="\${PATH:-/usr/local/bin:/usr/bin:/bin}" PYTHONPATH="$3" PYTHONUNBUFFERED=1 NMMA_ASSETS="$4"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 NUMEXPR_NUM_THREADS=1
echo "$(date -u +%FT%TZ) task $SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_JOB_ID on $(hostname -s)" >> log.txt
# A warning that comes before the fit listens to it would end it without a word.
( trap '' USR1; exec "$2" -m nmma_fitter run "$folder" >> log.txt 2>&1 ) &
fit=$!
# Slurm warns of the time limit with USR1: the fit ends with what it has. TERM: it gives up.
trap 'kill -USR1 "$fit" 2>/dev/null' USR1
trap 'kill -TERM "$fit" 2>/dev/null' TERM INT
while kill -0 "$fit" 2>/dev/null; do wait "$fit"; status=$?; done
exit "\${status:-1}"
`;

/** A batch that is handed over. */
export interface BatchRequest {
  /** Its name in Slurm, by which it is found when the answer was lost. */
  name: string;
  /** Its folder on the cluster, with `tasks` and `run.sh`. */
  folder: string;
  tasks: number;
  tasksAtOnce: number;
  /** What the fits may take, s. */
  timeLimitSeconds: number;
  resources: Resources & { cpus: number; memoryMB: number };
  place: FitterPlace;
}

/** The time that a batch asks for, whole minutes. */
export function minutesOf(batch: Pick<BatchRequest, 'resources' | 'timeLimitSeconds'>): number {
  return batch.resources.minutes ?? Math.ceil(batch.timeLimitSeconds / 60) + 1;
}

/** What every task of a batch shows of itself in its log, once it has begun. */
export const begunLine = /^\S+Z task \d+ of \d+ on /m;

/** The command that submits a batch as one array. */
export function sbatchCommand(batch: BatchRequest): string[] {
  const { resources, name, folder } = batch;
  const { partition, account, qos, constraint, cpus, memoryMB, extra } = resources;
  const minutes = minutesOf(batch);
  const warning = Math.min(tuning.warningSeconds, Math.floor(minutes * 30));
  const last = batch.tasks - 1;
  return [
    'sbatch',
    '--parsable',
    `--job-name=${name}`,
    `--array=0-${last}%${batch.tasksAtOnce}`,
    `--time=${minutes}`,
    '--ntasks=1',
    `--cpus-per-task=${cpus}`,
    `--mem=${memoryMB}M`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(qos === undefined ? [] : [`--qos=${qos}`]),
    ...(constraint === undefined ? [] : [`--constraint=${constraint}`]),
    '--export=NONE',
    `--signal=B:USR1@${warning}`,
    '--requeue',
    '--open-mode=append',
    `--output=${folder}/slurm-%a.log`,
    ...(extra ?? []),
    `${folder}/run.sh`,
    `${folder}/tasks`,
    batch.place.python,
    batch.place.fitter,
    batch.place.assets,
  ];
}
