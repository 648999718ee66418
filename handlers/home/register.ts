import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { HandlerDeps } from '../deps.ts';
import { homeIds } from './ids.ts';
import { HomeKeeper, type HomeTimes } from './keeper.ts';

/** What people do in windows, messages and commands; everything else changes nothing. */
const permissionSchema = z.union([
  z.object({ type: z.enum(['block_actions', 'view_submission']), user: z.object({ id: z.string() }) }),
  z.object({ command: z.string(), user_id: z.string() }),
]);

/** Who did something, if the request is somebody's action. */
function doer(body: unknown): string | null {
  const permission = permissionSchema.safeParse(body);
  if (!permission.success) return null;
  return 'user' in permission.data ? permission.data.user.id : permission.data.user_id;
}

/**
 * App Home: published when it is opened and by its *Refresh*, and at once when somebody who looks at it does something.
 * @returns what moves it meanwhile; the caller starts and stops it.
 */
export function registerHome(app: App, deps: HandlerDeps, times: Partial<HomeTimes> = {}): HomeKeeper {
  const keeper = new HomeKeeper(deps, app.client, times);

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'messages') await keeper.opened(event.user);
  });

  app.action(homeIds.refresh, async ({ ack, body }) => {
    await ack();
    await keeper.opened(body.user.id);
  });

  app.action(homeIds.gotIt, async ({ ack, body }) => {
    await ack();
    deps.service.welcomed(body.user.id);
    await keeper.opened(body.user.id);
  });

  app.use(async ({ body, next }) => {
    await next();
    const user = doer(body);
    if (user !== null) await keeper.acted(user);
  });

  return keeper;
}
