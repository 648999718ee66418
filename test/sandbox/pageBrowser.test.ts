import { App } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { findBrowser, launchBrowser } from '../browser.ts';
import { chartPng } from './chartPng.ts';
import { botScopes, quietLogger, until, uploadedId } from './helpers.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string) => ({ text: plain(text), value: text });

const refitView = {
  type: 'modal' as const,
  callback_id: 'refit',
  title: plain('Refit'),
  submit: plain('Fit'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'models',
      label: plain('Models'),
      element: {
        type: 'multi_static_select' as const,
        action_id: 'models',
        options: ['KN', 'SN', 'GRB'].map(option),
      },
    },
    {
      type: 'input' as const,
      block_id: 'why',
      label: plain('Why'),
      element: { type: 'plain_text_input' as const, action_id: 'why' },
    },
  ],
};

/** A small app with a command, buttons, a modal, a home. */
function addHandlers(app: App, submitted: unknown[]): void {
  app.command('/nmma', async ({ ack, respond, command }) => {
    await ack();
    await respond(`You said *${command.text}* &amp; <@${command.user_id}>`);
  });
  app.command('/nmma-dead', async () => {});
  app.action('refit', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: refitView });
  });
  app.action('slow', async ({ ack }) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await ack();
  });
  app.action('dead', async () => {});
  app.action('pick', async ({ ack, action, respond }) => {
    await ack();
    if (action.type === 'static_select')
      await respond({ text: `Picked ${action.selected_option.value}`, replace_original: false });
  });
  app.view('refit', async ({ ack, view }) => {
    const why = view.state.values.why?.why?.value ?? '';
    if (why === 'no reason') {
      await ack({ response_action: 'errors', errors: { why: 'Give a better one' } });
      return;
    }
    submitted.push(view.state.values);
    await ack();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'header' as const, text: plain('What runs now') }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
}

const chromium = findBrowser();
describe.skipIf(!chromium)(
  `the page${chromium ? '' : ' (skipped: no Chromium; apt-get install chromium)'}`,
  () => {
    let browser: Browser;
    let sandbox: Sandbox;
    let app: App;
    let page: Page;
    let channel: string;
    let submitted: unknown[];
    let broken: string[];

    beforeAll(async () => {
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser.close();
    });

    beforeEach(async () => {
      submitted = [];
      broken = [];
      sandbox = await startSandbox({
        scopes: botScopes,
        ackTimeoutMs: 1000,
        fileProcessingMs: 10,
        commands: [
          { command: '/nmma', description: 'Fits', usage_hint: 'status' },
          { command: '/nmma-dead', description: 'Nothing', usage_hint: '' },
        ],
      });
      app = new App({
        token: sandbox.botToken,
        appToken: sandbox.appToken,
        socketMode: true,
        logger: quietLogger,
        clientOptions: { slackApiUrl: sandbox.slackApiUrl },
      });
      addHandlers(app, submitted);
      await app.start();
      channel = sandbox.workspace.findChannel('nmma-slack-bot')?.id ?? '';
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(5000);
      page.on('pageerror', (error) => broken.push(error.message));
      await page.goto(sandbox.url);
      await page.getByTestId('composer').waitFor();
    });

    afterEach(async () => {
      await page.close();
      await app.stop();
      await sandbox.close();
      expect(broken).toEqual([]);
    });

    const message = (ts: string | undefined) => page.getByTestId('channel').locator(`[data-ts="${ts}"]`);

    /** A message with all that can be pressed. */
    async function postButtons(): Promise<string | undefined> {
      const button = (id: string) => ({ type: 'button' as const, action_id: id, text: plain(id) });
      const posted = await app.client.chat.postMessage({
        channel,
        text: 'buttons',
        blocks: [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: '*Pick* one' },
            accessory: { type: 'static_select', action_id: 'pick', options: ['KN', 'SN'].map(option) },
          },
          { type: 'actions', elements: ['refit', 'slow', 'dead'].map(button) },
        ],
      });
      return posted.ts;
    }

    it('suggests slash commands and shows a private answer, which others do not see', async () => {
      const composer = page.getByTestId('composer');
      await composer.fill('/nm');
      await page.getByRole('option', { name: '/nmma status' }).waitFor();
      await composer.press('Tab');
      expect(await composer.inputValue()).toBe('/nmma ');
      await composer.fill('/nmma status');
      await composer.press('Enter');
      const answer = page.locator('[data-testid="message"][data-ephemeral]');
      await answer.waitFor();
      expect(await answer.textContent()).toMatch(/Only visible to you[\s\S]*You said status & @Mansi/);
      expect(await answer.locator('b').textContent()).toBe('status');

      await page.getByTestId('user-switcher').click();
      await page.getByRole('menuitemradio', { name: 'Igor' }).click();
      await page.waitForURL(/user=U0IGOR0001/);
      await page.getByTestId('composer').waitFor();
      expect(await page.locator('[data-ephemeral]').count()).toBe(0);
    });

    it('tells that a command was not acknowledged, and one that does not exist', async () => {
      const composer = page.getByTestId('composer');
      await composer.fill('/nmma-dead');
      await composer.press('Enter');
      await page.getByText('/nmma-dead failed with the error "operation_timeout"').waitFor();
      await composer.fill('/bogus');
      await composer.press('Enter');
      await page.getByText('/bogus is not a valid command').waitFor();
      const notices = page.locator('[data-testid="message"][data-user="USLACKBOT"]');
      expect(await notices.count()).toBe(2);
    });

    it('opens a modal, shows errors below their inputs, and sends what was filled in', async () => {
      const ts = await postButtons();
      await message(ts).locator('[data-action-id="refit"]').click();
      const modal = page.locator('[role="dialog"]');
      await modal.waitFor();
      expect(await modal.getByRole('heading').textContent()).toBe('Refit');
      const submit = modal.getByRole('button', { name: 'Fit' });

      await submit.click();
      expect(await modal.getByText('Please complete this required field.').count()).toBe(2);
      await modal.locator('[data-action-id="models"]').click();
      for (const name of ['KN', 'GRB']) await modal.getByRole('option', { name }).click();
      await page.keyboard.press('Escape');
      expect(await modal.getByRole('listbox').count()).toBe(0);
      await modal.getByLabel('Why').fill('no reason');
      await submit.click();
      await modal.locator('[data-block-id="why"]').getByText('Give a better one').waitFor();
      expect(submitted).toEqual([]);

      await modal.getByLabel('Why').fill('new data');
      await submit.click();
      await modal.waitFor({ state: 'detached' });
      expect(submitted).toMatchObject([
        {
          models: { models: { selected_options: [{ value: 'KN' }, { value: 'GRB' }] } },
          why: { why: { value: 'new data' } },
        },
      ]);
    });

    it('closes a modal on Escape', async () => {
      const ts = await postButtons();
      await message(ts).locator('[data-action-id="refit"]').click();
      await page.locator('[role="dialog"]').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('[role="dialog"]').waitFor({ state: 'detached' });
      await until(() => sandbox.person('U0MANSI001').view === null);
      expect(submitted).toEqual([]);
    });

    it('shows that an action is under way, what was chosen, and a failure', async () => {
      const ts = await postButtons();
      const slow = message(ts).locator('[data-action-id="slow"]');
      await slow.click();
      expect(await slow.getAttribute('aria-busy')).toBe('true');
      await message(ts).locator('[data-action-id="slow"]:not([aria-busy])').waitFor();

      await message(ts).locator('[data-action-id="pick"]').click();
      await page.getByRole('option', { name: 'SN' }).click();
      await page.getByText('Picked SN').waitFor();

      await message(ts).locator('[data-action-id="dead"]').click();
      await message(ts).getByRole('alert').getByText('operation_timeout').waitFor();
    });

    it('counts replies and shows the thread, with pictures that open larger', async () => {
      const uploaded = await app.client.files.uploadV2({ file: chartPng, filename: 'chart.png' });
      const id = uploadedId(uploaded);
      await until(async () => (await app.client.files.info({ file: id })).file?.mimetype === 'image/png');
      const parent = await app.client.chat.postMessage({
        channel,
        text: 'chart',
        blocks: [{ type: 'image', slack_file: { id }, alt_text: 'Light curve' }],
      });
      for (const text of ['one', 'two'])
        await app.client.chat.postMessage({ channel, thread_ts: parent.ts ?? '', text });
      await message(parent.ts).getByText('2 replies').click();
      const thread = page.getByTestId('thread');
      await thread.getByText('two').waitFor();
      expect(await thread.getByTestId('message').count()).toBe(3);
      expect(await page.getByTestId('channel').getByText('two').count()).toBe(0);

      await thread.getByTestId('thread-composer').fill('three & <b>');
      await thread.getByTestId('thread-composer').press('Enter');
      await thread.getByText('three & <b>').waitFor();
      await message(parent.ts).getByText('3 replies').waitFor();

      const picture = message(parent.ts).getByAltText('Light curve');
      const width = `document.querySelector('[data-testid="channel"] img').naturalWidth`;
      await until(async () => (await page.evaluate(width)) === 1);
      await picture.click();
      await page.getByTestId('lightbox').getByAltText('Light curve').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.getByTestId('lightbox').count()).toBe(0);
    });

    it('follows edits and deletions and never runs what a message says', async () => {
      const text = '<script>document.title = "ran"</script> <javascript:alert(1)|press> _fine_';
      const posted = await app.client.chat.postMessage({ channel, text });
      await message(posted.ts).locator('i').waitFor();
      expect(await message(posted.ts).locator('a, script').count()).toBe(0);
      await app.client.chat.update({ channel, ts: posted.ts ?? '', text: 'changed' });
      await message(posted.ts).getByText('changed (edited)').waitFor();
      await app.client.chat.delete({ channel, ts: posted.ts ?? '' });
      await message(posted.ts).waitFor({ state: 'detached' });
      expect(await page.title()).toContain('nmma-bot');
    });

    it('shows the App Home that the app publishes, on a phone too', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: 'App nmma-bot' }).click();
      await page.getByTestId('home').getByText('What runs now').waitFor();
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect(overflow).toBe(false);
    });
  },
);
