import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { FitRequestOutcome } from '../../pipeline/api/service.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { ids } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { tellPerson } from '../tellPerson.ts';
import {
  fitField,
  fitForm,
  fitFormId,
  formChoices,
  moreSettingsId,
  objectSuggestions,
  readFitForm,
  readFormPlace,
} from './fitForm.ts';
import { option } from './formParts.ts';
import { openFitForm } from './openFitForm.ts';

const mostSuggestions = 100;

/**
 * The form for a fit: opening it by its own button, the names that it offers, and its submission. What is wrong is said
 * at the field. The channel then sees the fits move; the person alone is told what needs no fit.
 */
export function registerFitForm(app: App, deps: HandlerDeps): void {
  app.options(objectSuggestions, async ({ ack, body, options }) => {
    const isRefused = (await deps.permissions.refusal(body.user.id, 'fit')) !== null;
    const names = isRefused ? [] : deps.service.findObjects(options.value, mostSuggestions);
    await ack({ options: names.map((name) => option(name, name)) });
  });

  app.action<BlockAction<ButtonAction>>(ids.fitForm, async ({ ack, body, client, respond }) => {
    await ack();
    const place = { channel: body.channel?.id ?? null, threadTs: null, objectName: null };
    try {
      await require(deps.permissions, body.user.id, 'fit');
      await openFitForm({ client, triggerId: body.trigger_id, deps }, place);
    } catch (error) {
      const answer = failureAnswer(error, deps.log, 'opening the fit form');
      await tellPerson(client, { ...place, user: body.user.id, respond }, answer);
    }
  });

  app.action<BlockAction<ButtonAction>>(moreSettingsId, async ({ ack, body, client }) => {
    await ack();
    if (!body.view) return;
    const { id, hash, private_metadata: metadata } = body.view;
    // What was filled in stays: Slack keeps it where a field's ids are the same.
    const view = fitForm(readFormPlace(metadata), formChoices(deps.service), true);
    await client.views.update({ view_id: id, hash, view });
  });

  app.view(fitFormId, async ({ ack, body, view, client }) => {
    const user = body.user.id;
    const form = readFitForm(view);
    if ('errors' in form) {
      await ack({ response_action: 'errors', errors: form.errors });
      return;
    }
    const { place, objects, words, settings, force } = form;
    let outcomes: FitRequestOutcome[];
    try {
      await require(deps.permissions, user, 'fit');
      outcomes = objects.map((objectName) =>
        deps.service.requestFits({ objectName, words, settings, force, requestedBy: user }),
      );
    } catch (error) {
      if (error instanceof UserInputError) {
        await ack({ response_action: 'errors', errors: { [fitField.objects]: error.message } });
        return;
      }
      await ack();
      const answer = failureAnswer(error, deps.log, `fit of ${objects.join(', ')}`);
      await tellPerson(client, { ...place, user }, answer);
      return;
    }
    // What follows the acknowledgement must not lead to a second one.
    await ack();
    const isAllMoving = outcomes.every((one) => one.reused.length + one.alreadyOpen.length === 0);
    if (!isAllMoving) await tellPerson(client, { ...place, user }, fitRequest(outcomes));
  });
}
