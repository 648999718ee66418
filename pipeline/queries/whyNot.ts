import { newestDecision } from '../../db/decisions.ts';
import type { Why } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { channelsFor } from '../objects/visibility.ts';

/**
 * What the policy last said of an object, in one sentence.
 * @throws UserInputError with the nearest name when no such object is known.
 */
export function whyNot(context: Context, objectName: string): Why {
  const object = resolveObject(context.db, objectName);
  const newest = newestDecision(context.db, object.id);
  if (!newest) {
    const text = `${object.name} was not judged yet: that happens when a source brings it.`;
    return { object: object.name, decision: null, text, isNotFitted: false, at: null };
  }
  const isFitted = newest.decision === 'fit' || newest.decision === 'nothing-new';
  const verdict = isFitted ? '' : ' Not fitted.';
  const isWithheld = channelsFor(context, object.id).length === 0;
  const withheld = isWithheld ? ' No channel may see data of its programme, so nothing is posted.' : '';
  const text = `${object.name} ${newest.reason} (${newest.at.slice(0, 16)}Z).${verdict}${withheld}`;
  const { decision, at } = newest;
  return { object: object.name, decision, text, isNotFitted: !isFitted, at };
}
