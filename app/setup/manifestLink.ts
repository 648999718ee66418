import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { isSeq, parseDocument, visit } from 'yaml';
import { inRoot } from '../paths.ts';

/** Scopes that an app needs for a private channel. */
const privateScopes = ['groups:history', 'groups:read'];

/** The manifest without comments; with what private channels need, if they are wanted. */
export function manifestText(isPrivate: boolean): string {
  const document = parseDocument(readFileSync(inRoot('manifest.yml'), 'utf8'));
  visit(document, {
    Node: (_, node) => {
      node.comment = null;
      node.commentBefore = null;
    },
  });
  document.commentBefore = null;
  const scopes = document.getIn(['oauth_config', 'scopes', 'bot']);
  if (isPrivate && isSeq(scopes)) for (const scope of privateScopes) scopes.add(scope);
  return document.toString();
}

/** Slack's form for a new app, with the manifest filled in (https://docs.slack.dev/app-manifests). */
export function newAppLink(isPrivate: boolean): string {
  const query = new URLSearchParams({ new_app: '1', manifest_yaml: manifestText(isPrivate) });
  return `https://api.slack.com/apps?${query}`;
}

/** The program that opens an address on this machine's screen; null: there is none, or no screen. */
function opener(environment: NodeJS.ProcessEnv): string | null {
  const isMac = process.platform === 'darwin';
  if (!isMac && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return null;
  const name = isMac ? 'open' : 'xdg-open';
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in that folder.
    }
  }
  return null;
}

/** Opens an address in a browser. @returns whether there is one. */
export async function openInBrowser(
  address: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const program = opener(environment);
  if (program === null) return false;
  const { exitCode } = await execa(program, [address], { reject: false, stdio: 'ignore', timeout: 10_000 });
  return exitCode === 0;
}
