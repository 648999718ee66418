import { readFileSync } from 'node:fs';
import { isScalar, isSeq, parseDocument } from 'yaml';
import { inRoot } from '../../paths.ts';
import type { ChannelLook } from './channels.ts';
import type { Finding } from './finding.ts';

/** A right of the app, and what it is for. */
export interface NeededScope {
  scope: string;
  why: string;
}

/** The scopes of `manifest.yml`, each with its comment there. */
export function manifestScopes(path: string = inRoot('manifest.yml')): NeededScope[] {
  const list = parseDocument(readFileSync(path, 'utf8')).getIn(['oauth_config', 'scopes', 'bot'], true);
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) =>
    isScalar(item) ? [{ scope: String(item.value), why: item.comment?.trim() ?? '' }] : [],
  );
}

const isPrivate = (look: ChannelLook) =>
  'isPrivate' in look ? look.isPrivate : look.code === 'missing_scope' && look.needed.includes('groups:');

/**
 * What the configuration needs beside the manifest: rights for private channels.
 * @param posted channels that are posted to. @param ofPermissions channels whose members have rights.
 */
export function scopesOfChannels(
  posted: readonly ChannelLook[],
  ofPermissions: readonly ChannelLook[],
): NeededScope[] {
  const history = posted.filter(isPrivate).map(({ id }) => id);
  const members = ofPermissions.filter(isPrivate).map(({ id }) => id);
  return [
    ...(history.length === 0
      ? []
      : [
          {
            scope: 'groups:history',
            why: `looks for a post that may have been sent before a crash in the private channel ${history.join(', ')}`,
          },
        ]),
    ...(members.length === 0
      ? []
      : [
          {
            scope: 'groups:read',
            why: `the members of the private channel ${members.join(', ')}, to whom permissions gives rights`,
          },
        ]),
  ];
}

/** Whether the app was given what it needs; one line for each scope that is missing. */
export function checkScopes(given: readonly string[] | null, needed: readonly NeededScope[]): Finding[] {
  if (given === null) {
    return [{ ok: true, isNote: true, what: 'Slack does not say which scopes the app has' }];
  }
  const missing = needed.filter(({ scope }) => !given.includes(scope));
  if (missing.length === 0) return [{ ok: true, what: `The app has all ${needed.length} scopes it needs` }];
  const todo = 'put it into the app’s manifest (api.slack.com/apps), then install the app again';
  return missing.map(({ scope, why }) => ({
    ok: false,
    what: `The scope ${scope} is missing${why === '' ? '' : `: ${why}`}`,
    todo,
  }));
}
