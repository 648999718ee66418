import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { ids } from '../messages/parts.ts';
import { requireSight } from '../permissions.ts';
import { buttonPlace } from '../place.ts';
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
  const corner = await uploads.picture(charts?.corner ?? null);
  return fitWindow(state, details, fits, corner);
}

/** *Corner plot* and *Details*: a window for the person alone, which can turn to the object's other fits. */
export function registerFitWindow(app: App, deps: HandlerDeps): void {
  const show = async (
    client: App['client'],
    viewId: string | undefined,
    state: FitWindowState,
    user: string,
  ): Promise<void> => {
    if (viewId === undefined) return;
    const view = await fullWindow(deps, state, user).catch((error: unknown) =>
      failedWindow(state, failureAnswer(error, deps.log, `${state.kind} of fit ${state.fitId}`).blocks),
    );
    await client.views.update({ view_id: viewId, view });
  };
  const register = (actionId: string, kind: FitWindowKind) => {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client, respond }) => {
      await ack();
      const state: FitWindowState = { kind, fitId: Number(action.value) };
      try {
        const opened = await client.views.open({ trigger_id: body.trigger_id, view: waitingWindow(state) });
        await show(client, opened.view?.id, state, body.user.id);
      } catch (error) {
        const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
        const answer = failureAnswer(error, deps.log, `opening ${kind}`);
        await tellPerson(client, { channel, threadTs, user: body.user.id, respond }, answer);
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
    await show(client, body.view.id, { kind, fitId }, body.user.id);
  });
}
