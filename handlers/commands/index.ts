import type { App } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { runCommand } from './nmma.ts';

/** `/nmma …`, answered for the person alone, or with `--share` for the channel. */
export function registerCommands(app: App, deps: HandlerDeps): void {
  app.command('/nmma', async ({ ack, command, respond }) => {
    await ack();
    const { message, isShared } = await runCommand(deps, command.text ?? '', command.user_id);
    await respond({ ...message, response_type: isShared ? 'in_channel' : 'ephemeral' });
  });
}
