import { mutedList } from '../messages/muting.ts';
import type { Command } from './command.ts';

/** `/nmma muted` */
export const muted: Command = {
  word: 'muted',
  usage: '',
  summary: 'All muted objects: by whom, until when, why.',
  run({ service }) {
    const mutes = service.muted();
    return { message: mutedList(mutes), data: mutes };
  },
};
