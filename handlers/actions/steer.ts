import type { App, BlockAction, ButtonAction, OverflowAction } from '@slack/bolt';
import { type ButtonPlace, buttonPlace } from '../buttonPlace.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { cancelAnswer } from '../messages/cancelled.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { historyList } from '../messages/history.ts';
import { unmuteAnswer } from '../messages/muting.ts';
import { objectStatus } from '../messages/objectStatus.ts';
import { ids, menu } from '../messages/parts.ts';
import { require, requireSight } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import { muteForm } from '../views/muteForm.ts';
import { openFitWindow } from './fitWindow.ts';

const mostEntries = 40;

/** Who pressed what, and where. */
interface Press {
  user: string;
  client: App['client'];
  triggerId: string;
  /** null: not in a message. */
  place: ButtonPlace | null;
}

/** What the person alone is told; null: what everybody sees, or a window, says it all. */
type Act = (value: string, press: Press) => Promise<Message | null>;

function retry(deps: HandlerDeps, value: string, user: string): Message {
  const fitIds = value.split(',').map(Number);
  return fitRequest([deps.service.retryFits({ fitIds, requestedBy: user })]);
}

function menuAct(deps: HandlerDeps): Act {
  return async (value, { user, client, triggerId, place }) => {
    const [word = '', of = ''] = value.split(/:(.*)/s);
    const { service, permissions } = deps;
    if (word === menu.corner) {
      await openFitWindow(deps, { client, triggerId, user }, { kind: 'corner', fitId: Number(of) });
      return null;
    }
    if (word === menu.retry) {
      await require(permissions, user, 'fit');
      return retry(deps, of, user);
    }
    const objectName = of;
    if (word === menu.mute) {
      await require(permissions, user, 'mute');
      const { channel, threadTs } = { channel: null, threadTs: null, ...place };
      const view = muteForm({ object: objectName, channel, threadTs });
      await client.views.open({ trigger_id: triggerId, view });
      return null;
    }
    if (word === menu.unmute) {
      await require(permissions, user, 'mute');
      return unmuteAnswer([service.unmute({ objectName, by: user })]);
    }
    await requireSight(deps, user, objectName);
    if (word === menu.status) return objectStatus(service.objectStatus(objectName));
    if (word === menu.history) {
      const entries = service.history({ objectName, date: null, most: mostEntries });
      return historyList(entries, { object: objectName, date: null });
    }
    await require(permissions, user, 'fit');
    const request = { objectName, words: [], settings: {}, force: true, requestedBy: user };
    return fitRequest([service.requestFits(request)]);
  };
}

function retryAct(deps: HandlerDeps): Act {
  return async (value, { user }) => {
    await require(deps.permissions, user, 'fit');
    return retry(deps, value, user);
  };
}

function cancelAct(deps: HandlerDeps): Act {
  return async (what, { user }) => {
    await require(deps.permissions, user, 'cancel');
    const outcome = deps.service.cancel({ what, by: user });
    // Otherwise the message itself says that they were cancelled, and for whom.
    return outcome.cancelled.length === 0 ? cancelAnswer([outcome]) : null;
  };
}

/** *Retry*, *Cancel* and the menu behind ⋯. */
export function registerSteer(app: App, deps: HandlerDeps): void {
  const register = (actionId: string, act: Act) => {
    app.action<BlockAction<ButtonAction | OverflowAction>>(
      actionId,
      async ({ ack, action, body, client, respond }) => {
        await ack();
        const value = action.type === 'overflow' ? action.selected_option.value : action.value;
        const user = body.user.id;
        const place = buttonPlace(body);
        const { channel, threadTs } = { channel: null, threadTs: null, ...place };
        const tell = (message: Message) => tellPerson(client, { channel, threadTs, user, respond }, message);
        try {
          const press = { user, client, triggerId: body.trigger_id, place };
          const message = await act(value ?? '', press);
          if (message) await tell(message);
        } catch (error) {
          await tell(failureAnswer(error, deps.log, `${actionId} ${value}`));
        }
      },
    );
  };
  register(ids.retry, retryAct(deps));
  register(ids.cancel, cancelAct(deps));
  register(ids.more, menuAct(deps));
}
