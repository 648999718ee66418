import type { webApi } from '@slack/bolt';
import type { HandlerDeps } from '../deps.ts';
import { type FormPlace, fitForm } from './fitForm.ts';

/** A gesture that a window may be opened for, within three seconds. */
export interface Gesture {
  client: webApi.WebClient;
  triggerId: string;
  deps: HandlerDeps;
}

/**
 * Opens the form for a fit.
 * @throws whatever Slack says, most often that the gesture was too long ago.
 */
export async function openFitForm(
  gesture: Gesture,
  of: FormPlace & { objectName: string | null },
): Promise<void> {
  const { objectName, ...place } = of;
  const view = fitForm(place, gesture.deps.service.models(), objectName);
  await gesture.client.views.open({ trigger_id: gesture.triggerId, view });
}
