import { runList } from '../messages/runs.ts';
import type { Command } from './command.ts';

const mostRuns = 10;

/** `/nmma runs` */
export const runs: Command = {
  word: 'runs',
  usage: '',
  summary: 'The newest runs: what was pulled or asked for, and what became of it.',
  run({ service }) {
    const newest = service.runs(mostRuns);
    return { message: runList(newest), data: newest };
  },
};
