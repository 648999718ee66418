import { type Block, elementsOf } from '../blockKit/check.ts';
import type { Context } from '../context.ts';
import { newTs } from '../ids.ts';
import { apiMessage, publicView } from '../shapes.ts';
import type { Message, View, ViewState } from '../types.ts';
import { initialState, mergeState, optionsOf, valueKey } from '../viewState.ts';
import { channelField, commonFields, deliveryError, type Outcome, tellIncident } from './payload.ts';

/** Where a button stands. */
export type Container = { type: 'message'; channel: string; ts: string } | { type: 'view'; view_id: string };

/** What a person pressed or chose. */
export type ActionInput = Record<string, unknown> & { action_id: string; block_id?: string | undefined };

interface Place {
  blocks: Block[];
  message?: Message;
  view?: View;
}

function placeOf(context: Context, container: Container, userId: string): Place | null {
  if (container.type === 'view') {
    const view = context.workspace.views.get(container.view_id);
    return view && view.userId === userId ? { blocks: view.blocks, view } : null;
  }
  const message = context.workspace.findAnyMessage(container.channel, container.ts);
  const isHidden = message?.ephemeralFor !== undefined && message.ephemeralFor !== userId;
  return message && !isHidden ? { blocks: message.blocks ?? [], message } : null;
}

/** Finds an element by its ids; without a block id the action id alone must do. */
function findElement(blocks: Block[], action: ActionInput) {
  for (const block of blocks) {
    if (action.block_id !== undefined && block.block_id !== action.block_id) continue;
    const element = elementsOf(block).find((one) => one.action_id === action.action_id);
    if (element) return { block, element };
  }
  return null;
}

function isOffered(element: Record<string, unknown>, action: ActionInput): boolean {
  if (String(element.type).includes('external')) return true;
  const chosen = [action.selected_option, ...((action.selected_options as unknown[] | undefined) ?? [])];
  const values = optionsOf(element).map((option) => option.value);
  return chosen.every((one) => {
    const value = (one as { value?: string } | null | undefined)?.value;
    return value === undefined || values.includes(value);
  });
}

/** The entry of `actions` in the payload: for a button its own fields, for others what was chosen. */
function actionRecord(block: Block, element: Record<string, unknown>, action: ActionInput) {
  const type = String(element.type);
  const key = type === 'overflow' ? 'selected_option' : valueKey(type);
  const own = type === 'button' ? { text: element.text, value: element.value, style: element.style } : {};
  return {
    type,
    action_id: action.action_id,
    block_id: block.block_id,
    ...own,
    ...(key ? { [key]: action[key] ?? null } : {}),
    action_ts: newTs(),
  };
}

function containerFields(context: Context, place: Place): Record<string, unknown> {
  const { workspace } = context;
  if (place.view) {
    const container = { type: 'view', view_id: place.view.id };
    return { container, view: publicView(workspace, place.view) };
  }
  const { message } = place;
  if (!message) return {};
  const isEphemeral = message.ephemeralFor !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: channelField(context, message.channel),
    // Slack does not send ephemeral messages back.
    ...(isEphemeral ? {} : { message: apiMessage(workspace, message, { metadata: true }) }),
  };
}

/** A person presses a button or chooses something, in a message or a view. */
export async function blockAction(
  context: Context,
  did: { user: string; container: Container; action: ActionInput; state?: ViewState | undefined },
): Promise<Outcome> {
  const place = placeOf(context, did.container, did.user);
  if (!place) return { ok: false, error: 'message_not_found' };
  const found = findElement(place.blocks, did.action);
  if (!found) return { ok: false, error: 'action_not_found' };
  if (!isOffered(found.element, did.action)) return { ok: false, error: 'invalid_option' };
  const record = actionRecord(found.block, found.element, did.action);
  const state = stateAfter(place, record, did.state);
  if (place.view) place.view.state = state;
  // An input tells the app only if it asked to be told.
  if (found.block.type === 'input' && found.block.dispatch_action !== true) return { ok: true };
  const { message } = place;
  const payload = {
    type: 'block_actions',
    ...commonFields(context, did.user),
    trigger_id: context.triggers.make(did.user),
    ...containerFields(context, place),
    state,
    ...(message
      ? {
          response_url: context.responseUrls.make(context.workspace, {
            channel: message.channel,
            user: did.user,
            original: { ts: message.ts },
          }),
        }
      : {}),
    actions: [record],
  };
  const error = deliveryError(
    await context.sockets.deliver('interactive', payload, { acceptsResponse: false }),
  );
  if (error === null) return { ok: true };
  tellIncident(context, did.user, `This app is not responding (${error}).`, message?.channel);
  return { ok: false, error };
}

function stateAfter(
  place: Place,
  record: ReturnType<typeof actionRecord>,
  reported: ViewState | undefined,
): ViewState {
  const state = mergeState(place.view?.state ?? initialState(place.blocks), reported);
  const inBlock = state.values[String(record.block_id)];
  const key = valueKey(record.type);
  const values: Record<string, unknown> = record;
  if (inBlock?.[record.action_id] && key)
    inBlock[record.action_id] = { type: record.type, [key]: values[key] };
  return state;
}

/** A person types into an external select: the app's choices for it. */
export async function blockSuggestion(
  context: Context,
  did: { user: string; container: Container; action: ActionInput; value: string },
): Promise<Outcome & { options?: unknown }> {
  const place = placeOf(context, did.container, did.user);
  const found = place && findElement(place.blocks, did.action);
  if (!place || !found) return { ok: false, error: 'action_not_found' };
  const payload = {
    type: 'block_suggestion',
    ...commonFields(context, did.user),
    ...containerFields(context, place),
    action_id: did.action.action_id,
    block_id: found.block.block_id,
    value: did.value,
  };
  const delivery = await context.sockets.deliver('interactive', payload, { acceptsResponse: true });
  if (delivery.status !== 'acked') return { ok: false, error: deliveryError(delivery) ?? 'dispatch_failed' };
  return { ok: true, options: delivery.payload };
}
