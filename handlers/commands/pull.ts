import { pulled } from '../messages/pulled.ts';
import type { Command } from './command.ts';

/** `/nmma pull` */
export const pull: Command = {
  word: 'pull',
  usage: '',
  summary: 'Looks for new light curves now, and fits them.',
  async run({ service, user, require }) {
    await require('fit');
    const outcome = await service.pull({ trigger: 'command', requestedBy: user });
    return { message: pulled(outcome), data: outcome };
  },
};
