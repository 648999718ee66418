import { App } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { findBrowser, launchBrowser } from '../browser.ts';
import { botScopes, quietLogger } from './helpers.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const chromium = findBrowser();
describe.skipIf(!chromium)(
  `the app’s own place in the page${chromium ? '' : ' (skipped: no Chromium; apt-get install chromium)'}`,
  () => {
    let browser: Browser;
    let sandbox: Sandbox;
    let app: App;
    let page: Page;
    let opened: number;
    let broken: string[];

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser.close();
    });

    beforeEach(async () => {
      opened = 0;
      broken = [];
      sandbox = await startSandbox({
        scopes: botScopes,
        ackTimeoutMs: 1000,
        shortcuts: [
          { name: 'Fit this object', type: 'message', callback_id: 'fit_this', description: 'Fits' },
        ],
      });
      app = new App({
        token: sandbox.botToken,
        appToken: sandbox.appToken,
        socketMode: true,
        logger: quietLogger,
        clientOptions: { slackApiUrl: sandbox.slackApiUrl },
      });
      app.message(async ({ message, say }) => {
        if (message.subtype === undefined) await say(`You said ${message.text}`);
      });
      app.event('app_home_opened', async ({ event, client }) => {
        opened += 1;
        const blocks = [{ type: 'header' as const, text: plain('What runs now') }];
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
      });
      app.shortcut('fit_this', async ({ ack, shortcut, client }) => {
        await ack();
        const said = 'message' in shortcut && 'text' in shortcut.message ? String(shortcut.message.text) : '';
        const blocks = [{ type: 'section' as const, text: plain(`Fit ${said}?`) }];
        const view = { type: 'modal' as const, title: plain('Fit'), blocks };
        await client.views.open({ trigger_id: shortcut.trigger_id, view });
      });
      await app.start();
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(5000);
      page.on('pageerror', (error) => broken.push(error.message));
    });

    afterEach(async () => {
      await page.close();
      await app.stop();
      await sandbox.close();
      expect(broken).toEqual([]);
    });

    const tab = (name: string) => page.getByRole('tab', { name, exact: true });

    it('has Home, the conversation and About as tabs', async () => {
      await page.goto(`${sandbox.url}?user=U0MANSI001#home`);
      await page.getByRole('heading', { name: 'What runs now' }).waitFor();
      await tab('Messages').click();
      await page.getByTestId('composer').fill('status');
      await page.getByTestId('composer').press('Enter');
      await page.getByTestId('message').filter({ hasText: 'You said status' }).waitFor();
      expect(await page.getByTestId('channel').locator('h2').textContent()).toContain('nmma-bot');
      await tab('About').click();
      await page.getByRole('heading', { name: 'Slash commands' }).waitFor();
      await tab('Home').click();
      await page.getByRole('heading', { name: 'What runs now' }).waitFor();
      await expect.poll(() => opened).toBe(2);
    });

    it('shows a conversation to nobody else', async () => {
      sandbox.person('igor').direct('a secret');
      await sandbox.person('igor').waitFor((event) => event.message?.bot === true);
      expect(sandbox.person('mansi').seen).toEqual([]);
      await page.goto(`${sandbox.url}?user=U0MANSI001#home`);
      await tab('Messages').click();
      await page.getByText('the very beginning of your conversation').waitFor();
      expect(await page.getByTestId('message').count()).toBe(0);
    });

    it('marks the app when it says something while one is elsewhere', async () => {
      await page.goto(`${sandbox.url}?user=U0MANSI001#C0NMMABOT1`);
      await page.getByTestId('composer').waitFor();
      await app.client.chat.postMessage({ channel: 'U0MANSI001', text: 'for you' });
      await page.locator('[data-place="home"].unread').waitFor();
    });

    it('offers the app’s shortcuts on a message', async () => {
      sandbox.person('igor').say('#nmma-slack-bot', 'ZTF22aawacjw');
      await page.goto(`${sandbox.url}?user=U0MANSI001#C0NMMABOT1`);
      const message = page.getByTestId('message').filter({ hasText: 'ZTF22aawacjw' });
      await message.hover();
      await message.getByTestId('message-menu').click();
      await page.getByRole('menuitem', { name: 'Fit this object' }).click();
      await page.getByRole('dialog').getByText('Fit ZTF22aawacjw?').waitFor();
    });

    it('tells below the message when the app does not answer a shortcut', async () => {
      sandbox.person('igor').say('#nmma-slack-bot', 'ZTF22aawacjw');
      await app.stop();
      await page.goto(`${sandbox.url}?user=U0MANSI001#C0NMMABOT1`);
      const message = page.getByTestId('message').filter({ hasText: 'ZTF22aawacjw' });
      await message.hover();
      await message.getByTestId('message-menu').click();
      await page.getByRole('menuitem', { name: 'Fit this object' }).click();
      await message.getByRole('alert').filter({ hasText: 'dispatch_failed' }).waitFor();
    });
  },
);
