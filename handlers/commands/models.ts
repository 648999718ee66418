import { modelList } from '../messages/models.ts';
import type { Command } from './command.ts';

/** `/nmma models` */
export const models: Command = {
  word: 'models',
  usage: '',
  summary: 'The models that can be fitted, and which of them every new light curve is fitted with.',
  run({ service }) {
    const choices = service.models();
    return { message: modelList(choices), data: choices };
  },
};
