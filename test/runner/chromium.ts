import { existsSync } from 'node:fs';
import { findBrowser } from '../browser.ts';
import { runCommand } from './command.ts';
import type { Print } from './sideBySide.ts';

const packages = ['chromium', 'fonts-noto-color-emoji'];

/**
 * Sees to it that there is a Chromium: as root on Debian, apt installs it.
 * @returns null when there is one, else a sentence that says what to do.
 */
export async function ensureBrowser(cwd: string, print: Print): Promise<string | null> {
  if (findBrowser()) return null;
  const isDebian = existsSync('/usr/bin/apt-get');
  if (isDebian && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const options = { cwd, env, limitSeconds: 600, print };
    await runCommand('apt-get', ['update', '-q'], options);
    await runCommand('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
    if (findBrowser()) return null;
  }
  const how = isDebian ? `apt-get install ${packages.join(' ')}` : 'install Chromium or Chrome';
  return `No Chromium here, so the tests of the page are skipped: ${how}, or set CHROMIUM_PATH to one.`;
}
