import type { Context } from '../context.ts';
import { refusal, SlackError } from '../errors.ts';
import { pageView, publicView } from '../shapes.ts';
import type { View } from '../types.ts';
import { makeView, openView, pushView, replaceView } from '../views.ts';
import { type Args, required, structure, text } from './arguments.ts';

function viewArgument(args: Args): unknown {
  const view = structure(args, 'view', 'invalid_arguments');
  if (view === undefined) throw refusal('invalid_arguments', ['missing required field: view']);
  return view;
}

function open(args: Args, context: Context) {
  const userId = checkTrigger(args, context);
  const view = openView(context, makeView(context, viewArgument(args), 'modal', userId));
  return { view: publicView(context.workspace, view) };
}

function push(args: Args, context: Context) {
  const userId = checkTrigger(args, context);
  const view = pushView(context, makeView(context, viewArgument(args), 'modal', userId));
  return { view: publicView(context.workspace, view) };
}

/** Slack looks at the view before it spends the trigger, but the trigger says whose screen it is. */
function checkTrigger(args: Args, context: Context): string {
  const trigger = required(args, 'trigger_id');
  const view = viewArgument(args);
  makeView(context, view, 'modal', '');
  return context.triggers.spend(trigger);
}

function findView(args: Args, context: Context): View {
  const id = text(args, 'view_id');
  const external = text(args, 'external_id');
  if (id !== undefined && external !== undefined)
    throw refusal('invalid_arguments', ['Cannot provide both `view_id` and `external_id`']);
  if (id === undefined && external === undefined)
    throw refusal('invalid_arguments', ['must provide either `view_id` or `external_id`']);
  const found = [...context.workspace.views.values()].find(
    (view) => view.id === id || (external !== undefined && view.external_id === external),
  );
  if (!found) throw new SlackError('not_found');
  return found;
}

function update(args: Args, context: Context) {
  const view = replaceView(context, findView(args, context), viewArgument(args), text(args, 'hash'));
  return { view: publicView(context.workspace, view) };
}

/** Sets a person's App Home. */
function publish(args: Args, context: Context) {
  const { workspace } = context;
  const userId = required(args, 'user_id');
  const user = workspace.users.get(userId);
  if (!user || user.isBot) throw refusal('invalid_arguments', ['invalid `user_id`']);
  const old = workspace.homes.get(userId);
  if (old) {
    const view = replaceView(context, old, viewArgument(args), text(args, 'hash'));
    return { view: publicView(workspace, view) };
  }
  const view = makeView(context, viewArgument(args), 'home', userId);
  workspace.homes.set(userId, view);
  workspace.views.set(view.id, view);
  workspace.emit({ type: 'home', userId, view: pageView(workspace, view) });
  return { view: publicView(workspace, view) };
}

/** The `views.*` family. */
export const viewMethods = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
