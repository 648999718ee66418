import { z } from 'zod';
import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { pageView, publicView } from '../shapes.ts';
import type { PublicView, View, ViewState } from '../types.ts';
import { mergeState, windowErrors } from '../viewState.ts';
import { closeStack, makeView, popView, pushView, replaceView, visibleView } from '../views.ts';
import { commonFields, deliveryError, type Outcome, tellIncident } from './payload.ts';

/** What pressing *Submit* led to: words under inputs, another view, or a closed one. */
export interface SubmitOutcome {
  ok: boolean;
  error?: string;
  /** Block id → what is wrong. */
  errors?: Record<string, string>;
  view?: PublicView;
  closed?: true;
}

/** What an app may answer to a submission. */
const submissionAnswer = z.discriminatedUnion('response_action', [
  z.strictObject({
    response_action: z.literal('errors'),
    errors: z.record(z.string(), z.string().min(1)),
  }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

function trouble(context: Context, view: View, error: string): SubmitOutcome {
  tellIncident(context, view.userId, `We had some trouble connecting. Try again? (${error})`);
  return { ok: false, error };
}

function isEmpty(answer: unknown): boolean {
  return (
    answer === undefined ||
    answer === null ||
    answer === '' ||
    (typeof answer === 'object' && Object.keys(answer).length === 0)
  );
}

function applyAnswer(context: Context, view: View, answer: unknown): SubmitOutcome {
  if (isEmpty(answer)) {
    const below = popView(context, view);
    return { ok: true, closed: true, ...(below ? { view: pageView(context.workspace, below) } : {}) };
  }
  const parsed = submissionAnswer.safeParse(answer);
  if (!parsed.success) return trouble(context, view, 'invalid_response_action');
  const given = parsed.data;
  if (given.response_action === 'clear') {
    closeStack(context, view.userId);
    return { ok: true, closed: true };
  }
  if (given.response_action === 'errors') {
    const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
    const isKnown = Object.keys(given.errors).every((id) => inputs.includes(id));
    if (!isKnown || Object.keys(given.errors).length === 0)
      return trouble(context, view, 'invalid_error_block_id');
    return { ok: false, errors: given.errors };
  }
  const shown =
    given.response_action === 'update'
      ? replaceView(context, view, given.view)
      : pushView(context, makeView(context, given.view, 'modal', view.userId));
  return { ok: true, view: pageView(context.workspace, shown) };
}

/** A person submits a modal. What Slack's own window refuses never reaches the app. */
export async function submitView(
  context: Context,
  did: { user: string; viewId: string; state?: ViewState | undefined },
): Promise<SubmitOutcome> {
  const view = visibleView(context, did.user);
  if (!view || view.id !== did.viewId) return { ok: false, error: 'view_not_found' };
  if (view.submit === null) return { ok: false, error: 'no_submit' };
  view.state = mergeState(view.state, did.state);
  const errors = windowErrors(view.blocks, view.state);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const payload = {
    type: 'view_submission',
    ...commonFields(context, did.user),
    trigger_id: context.triggers.make(did.user),
    view: publicView(context.workspace, view),
    response_urls: [],
  };
  const delivery = await context.sockets.deliver('interactive', payload, { acceptsResponse: true });
  if (delivery.status !== 'acked') return trouble(context, view, deliveryError(delivery) ?? '');
  try {
    return applyAnswer(context, view, delivery.payload);
  } catch (error) {
    if (error instanceof SlackError) return trouble(context, view, error.code);
    throw error;
  }
}

/** A person closes a modal; the app hears of it if it asked to. */
export async function closeView(context: Context, did: { user: string; viewId: string }): Promise<Outcome> {
  const view = visibleView(context, did.user);
  if (!view || view.id !== did.viewId) return { ok: false, error: 'view_not_found' };
  const closed = publicView(context.workspace, view);
  if (view.clear_on_close) closeStack(context, did.user);
  else popView(context, view);
  if (!view.notify_on_close) return { ok: true };
  const payload = {
    type: 'view_closed',
    ...commonFields(context, did.user),
    view: closed,
    is_cleared: view.clear_on_close,
  };
  const error = deliveryError(
    await context.sockets.deliver('interactive', payload, { acceptsResponse: false }),
  );
  return error === null ? { ok: true } : { ok: false, error };
}
