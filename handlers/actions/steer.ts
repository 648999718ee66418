import type { App, BlockAction, ButtonAction, OverflowAction } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { cancelAnswer } from '../messages/cancelled.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { historyList } from '../messages/history.ts';
import { objectStatus } from '../messages/objectStatus.ts';
import { ids, menu } from '../messages/parts.ts';
import { require, requireSight } from '../permissions.ts';
import { buttonPlace } from '../place.ts';
import { tellPerson } from '../tellPerson.ts';

const mostEntries = 40;

/** What the person alone is told; null: what everybody sees says it all. */
type Act = (value: string, user: string) => Promise<Message | null>;

function menuAct(deps: HandlerDeps): Act {
  return async (value, user) => {
    const [word = '', objectName = ''] = value.split(/:(.*)/s);
    const { service } = deps;
    await requireSight(deps, user, objectName);
    if (word === menu.status) return objectStatus(service.objectStatus(objectName));
    if (word === menu.history) {
      const entries = service.history({ objectName, date: null, most: mostEntries });
      return historyList(entries, { object: objectName, date: null });
    }
    await require(deps.permissions, user, 'fit');
    const request = { objectName, words: [], settings: {}, force: true, requestedBy: user };
    return fitRequest([service.requestFits(request)]);
  };
}

function retryAct(deps: HandlerDeps): Act {
  return async (value, user) => {
    await require(deps.permissions, user, 'fit');
    const fitIds = value.split(',').map(Number);
    return fitRequest([deps.service.retryFits({ fitIds, requestedBy: user })]);
  };
}

function cancelAct(deps: HandlerDeps): Act {
  return async (what, user) => {
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
        const { channel, threadTs } = { channel: null, threadTs: null, ...buttonPlace(body) };
        const tell = (message: Message) => tellPerson(client, { channel, threadTs, user, respond }, message);
        try {
          const message = await act(value ?? '', user);
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
