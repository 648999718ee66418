import { findPost, retryPost } from '../../db/posts.ts';
import type { Context } from '../core/context.ts';
import { whatOf } from '../objects/notPosted.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** @see PipelineService.retryPost */
export function retryDeadPost(context: Context, request: { postId: number; by: string }): string {
  const { db } = context;
  const post = findPost(db, request.postId);
  if (!post) throw new UserInputError(`There is no message ${request.postId}.`);
  if (!retryPost(db, post.id, context.change(request.by, 'tried again')))
    throw new UserInputError('That message is on its way, or has been sent already.');
  return whatOf(post);
}
