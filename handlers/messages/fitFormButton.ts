import { actions, button, type Message } from './blocks.ts';
import { ids } from './parts.ts';

/** The same message with a button that opens the form for a fit. */
export function withFormButton(message: Message): Message {
  const open = actions(ids.actionsBlock, [button('Choose…', ids.fitForm, 'form')]);
  return { ...message, blocks: [...message.blocks, open] };
}
