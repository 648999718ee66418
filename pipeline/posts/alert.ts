import { getObject } from '../../db/objects.ts';
import { addPost, objectPost } from '../../db/posts.ts';
import { addAlert } from '../../db/watches.ts';
import type { PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { passes } from '../fits/objectVerdict.ts';
import { portalUrlOf } from '../fits/ranking.ts';
import { muteNow } from '../objects/mutes.ts';
import { channelsFor } from '../objects/visibility.ts';
import { alertIdentity } from './identity.ts';
import { quietUntil } from './quietHours.ts';
import type { NewVerdict } from './watchers.ts';

/**
 * Owes the first channel that may see a strong kilonova a call of the people whom the configuration names, once per
 * object, not in their quiet hours. Call it in the transaction of the verdict, after its report was owed.
 */
export function callForStrong(context: Context, news: NewVerdict): void {
  const { db, options } = context;
  const { objectId, verdict, before } = news;
  const alert = options.alert ?? null;
  if (alert === null || !passes(before?.kilonovaScore ?? null, verdict.kilonovaScore, alert.score)) return;
  const [channel] = channelsFor(context, objectId);
  if (channel === undefined || muteNow(context, objectId) !== null) return;
  if (!addAlert(db, objectId, context.now())) return;
  const object = getObject(db, objectId).name;
  const { state, kind, probability, kilonovaScore } = verdict;
  const content: PostContent = {
    kind: 'alert',
    object,
    verdict: { state, kind, probability },
    kilonovaScore,
    users: [...alert.users],
    groups: [...alert.groups],
    portalUrl: portalUrlOf(context, object),
  };
  const first = objectPost(db, objectId, channel);
  const quiet = alert.quietHours && quietUntil(new Date(context.now()), alert.quietHours);
  const place = { runId: null, objectId, parentPostId: first?.id ?? null, editsPostId: null, channel };
  const notBefore = quiet?.toISOString() ?? null;
  const kindOfPost = first ? 'thread' : 'notice';
  const identity = alertIdentity(object);
  addPost(
    db,
    { ...place, kind: kindOfPost, content: JSON.stringify(content), notBefore, identity },
    context.change(),
  );
}
