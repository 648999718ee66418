import { cancel } from './cancel.ts';
import type { Command } from './command.ts';
import { fit } from './fit.ts';
import { helpCommand } from './help.ts';
import { history } from './history.ts';
import { mark } from './mark.ts';
import { models } from './models.ts';
import { mute } from './mute.ts';
import { muted } from './muted.ts';
import { pull } from './pull.ts';
import { report } from './report.ts';
import { runs } from './runs.ts';
import { status } from './status.ts';
import { unmute } from './unmute.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';

const actors: readonly Command[] = [
  status,
  fit,
  cancel,
  mute,
  unmute,
  muted,
  mark,
  watch,
  unwatch,
  history,
  models,
  runs,
  pull,
  report,
];

/** Every word after `/nmma`; help is made from this list. */
export const commands: readonly Command[] = [...actors, helpCommand(actors)];
