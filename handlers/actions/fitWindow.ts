import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt';
import { buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { ids } from '../messages/parts.ts';
import { requireSight } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import {
  type FitWindowKind,
  type FitWindowState,
  failedWindow,
  fitWindow,
  readFitWindow,
  waitingWindow,
} from '../views/fitWindow.ts';

/** The whole window, pictures included. */
async function fullWindow(deps: HandlerDeps, state: FitWindowState, user: string) {
  const { service, uploads } = deps;
  const details = await service.fitDetails(state.fitId);
  await requireSight(deps, user, details.fit.object);
  const { fits } = service.objectStatus(details.fit.object);
  const charts = state.kind === 'corner' ? await service.fitCharts(state.fitId) : null;
  const corner = await uploads.pictureFor(user, charts?.corner ?? null);
  return fitWindow(state, details, fits, corner);
}

async function show(
  deps: HandlerDeps,
  client: App['client'],
  viewId: string | undefined,
  state: FitWindowState,
  user: string,
): Promise<void> {
  if (viewId === undefined) return;
  const view = await fullWindow(deps, state, user).catch((error: unknown) =>
    failedWindow(state, failureAnswer(error, deps.log, `${state.kind} of fit ${state.fitId}`).blocks),
  );
  await client.views.update({ view_id: viewId, view });
}

/** Opens the window at once, and fills it when its content is there. */
export async function openFitWindow(
  deps: HandlerDeps,
  by: { client: App['client']; triggerId: string; user: string },
  state: FitWindowState,
): Promise<void> {
  const opened = await by.client.views.open({ trigger_id: by.triggerId, view: waitingWindow(state) });
  await show(deps, by.client, opened.view?.id, state, by.user);
}

/** *Corner plot* and *Details*: a window for the person alone, which can turn to the object's other fits. */
export function registerFitWindow(app: App, deps: HandlerDeps): void {
  const register = (actionId: string, kind: FitWindowKind) => {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client, respond }) => {
      await ack();
      const user = body.user.id;
      try {
        const by = { client, triggerId: body.trigger_id, user };
        await openFitWindow(deps, by, { kind, fitId: Number(action.value) });
      } catch (error) {
        const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
        const answer = failureAnswer(error, deps.log, `opening ${kind}`);
        await tellPerson(client, { channel, threadTs, user, respond }, answer);
      }
    });
  };
  register(ids.corner, 'corner');
  register(ids.details, 'details');
  app.action<BlockAction<StaticSelectAction>>(ids.chooseFit, async ({ ack, action, body, client }) => {
    await ack();
    if (!body.view) return;
    const { kind } = readFitWindow(body.view.private_metadata);
    const fitId = Number(action.selected_option?.value);
    await show(deps, client, body.view.id, { kind, fitId }, body.user.id);
  });
}
