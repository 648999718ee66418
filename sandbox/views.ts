import { checkView } from './blockKit/check.ts';
import type { Context } from './context.ts';
import { refusal, SlackError } from './errors.ts';
import { newId, secret } from './ids.ts';
import { acceptBlocks } from './methods/content.ts';
import { pageView } from './shapes.ts';
import type { View } from './types.ts';
import { initialState, mergeState } from './viewState.ts';

/** Slack shows at most three modals on top of each other. */
const maxStack = 3;
/** Slack's limit on a whole view. */
const maxViewBytes = 250_000;

type Given = Record<string, unknown>;

/**
 * Checks a view that the app sent and makes it one of the workspace's.
 * @throws SlackError `invalid_arguments` with Slack's messages, `view_too_large`, `duplicate_external_id`.
 */
export function makeView(context: Context, given: unknown, type: 'modal' | 'home', userId: string): View {
  const problems = checkView(given, type);
  if (problems.length > 0) throw refusal('invalid_arguments', problems);
  if (JSON.stringify(given).length > maxViewBytes) throw new SlackError('view_too_large');
  const fields = given as Given;
  const external = String(fields.external_id ?? '');
  const open = [...context.workspace.views.values()];
  if (external !== '' && open.some((view) => view.external_id === external))
    throw new SlackError('duplicate_external_id');
  const options = { code: 'invalid_arguments', prefix: '/view/blocks' };
  const blocks = acceptBlocks(fields.blocks, context.workspace, type, options);
  const id = newId('V');
  return {
    id,
    type,
    userId,
    blocks,
    title: fields.title ?? null,
    submit: fields.submit ?? null,
    close: fields.close ?? null,
    private_metadata: String(fields.private_metadata ?? ''),
    callback_id: String(fields.callback_id ?? ''),
    external_id: external,
    clear_on_close: fields.clear_on_close === true,
    notify_on_close: fields.notify_on_close === true,
    hash: `${Math.floor(Date.now() / 1000)}.${secret(4)}`,
    state: initialState(blocks),
    previous_view_id: null,
    root_view_id: id,
  };
}

/** The modal a person sees, if any. */
export function visibleView(context: Context, userId: string): View | undefined {
  const id = context.workspace.stacks.get(userId)?.at(-1);
  return id === undefined ? undefined : context.workspace.views.get(id);
}

/** Shows a first modal; what was open before is gone. */
export function openView(context: Context, view: View): View {
  closeStack(context, view.userId);
  return show(context, view, [view.id]);
}

/** Shows a modal on top of another. @throws SlackError `push_limit_reached`, `not_found`. */
export function pushView(context: Context, view: View): View {
  const stack = context.workspace.stacks.get(view.userId) ?? [];
  const below = visibleView(context, view.userId);
  if (!below) throw new SlackError('not_found');
  if (stack.length >= maxStack) throw new SlackError('push_limit_reached');
  view.previous_view_id = below.id;
  view.root_view_id = below.root_view_id;
  return show(context, view, [...stack, view.id]);
}

function show(context: Context, view: View, stack: string[]): View {
  const { workspace } = context;
  workspace.views.set(view.id, view);
  workspace.stacks.set(view.userId, stack);
  workspace.emit({ type: 'view_opened', userId: view.userId, view: pageView(workspace, view) });
  return view;
}

/**
 * Puts new content into an open view; what people typed stays where block and action are the same.
 * @param hash when given, it must be the view's.
 * @throws SlackError `hash_conflict`, and those of {@link makeView}.
 */
export function replaceView(context: Context, old: View, given: unknown, hash?: string): View {
  if (hash !== undefined && hash !== old.hash) throw new SlackError('hash_conflict');
  context.workspace.views.delete(old.id);
  try {
    const {
      id: _,
      previous_view_id: _p,
      root_view_id: _r,
      ...made
    } = makeView(context, given, old.type, old.userId);
    const state = mergeState(made.state, old.state);
    Object.assign(old, made, { state });
  } finally {
    context.workspace.views.set(old.id, old);
  }
  const event = old.type === 'home' ? 'home' : 'view_updated';
  context.workspace.emit({ type: event, userId: old.userId, view: pageView(context.workspace, old) });
  return old;
}

/** Takes the visible modal away; the one below shows again and is returned. */
export function popView(context: Context, view: View): View | undefined {
  const { workspace } = context;
  const stack = (workspace.stacks.get(view.userId) ?? []).filter((id) => id !== view.id);
  workspace.stacks.set(view.userId, stack);
  workspace.views.delete(view.id);
  workspace.emit({ type: 'view_closed', userId: view.userId, view: pageView(workspace, view) });
  const below = visibleView(context, view.userId);
  if (below) workspace.emit({ type: 'view_updated', userId: view.userId, view: pageView(workspace, below) });
  return below;
}

/** Takes all modals of a person away. */
export function closeStack(context: Context, userId: string): void {
  const { workspace } = context;
  for (const id of (workspace.stacks.get(userId) ?? []).toReversed()) {
    const view = workspace.views.get(id);
    workspace.views.delete(id);
    if (view) workspace.emit({ type: 'view_closed', userId, view: pageView(workspace, view) });
  }
  workspace.stacks.set(userId, []);
}
