import type { types, webApi } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { type FormPlace, fitForm, formChoices } from './fitForm.ts';

/** A gesture that a window may be opened for, within three seconds. */
export interface Gesture {
  client: webApi.WebClient;
  triggerId: string;
  deps: HandlerDeps;
}

/**
 * Opens a window.
 * @throws whatever Slack says, most often that the gesture was too long ago.
 */
export async function openWindow(gesture: Gesture, view: types.ModalView): Promise<void> {
  await gesture.client.views.open({ trigger_id: gesture.triggerId, view });
}

/** Opens the form for a fit. @throws as {@link openWindow}. */
export async function openFitForm(gesture: Gesture, of: FormPlace): Promise<void> {
  const { objectName, ...place } = of;
  await openWindow(gesture, fitForm({ ...place, objectName }, formChoices(gesture.deps.service), false));
}
