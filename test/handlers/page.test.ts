import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { posterior } from '../../app/examples/charts.ts';
import { threeFits } from '../../app/examples/posts.ts';
import { renderCorner } from '../../charts/index.ts';
import { findBrowser, launchBrowser } from '../browser.ts';
import { type Stage, startStage } from './helpers.ts';

const chromium = findBrowser();
const object = 'ZTF22aawacjw';
const slow = { timeout: 30_000 };

/** The real handlers, driven by hand in the page; the pipeline behind them is a fake. */
describe.skipIf(!chromium)(`the page, word by word${chromium ? '' : ' (skipped: no Chromium)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-page-'));
  const broken: string[] = [];
  let stage: Stage;
  let browser: Browser;
  let page: Page;

  const answer = () => page.locator('[data-testid="message"][data-ephemeral]').last();
  const dialog = () => page.locator('[role="dialog"]');
  /** The newest message with a button. */
  const button = (id: string) => page.getByTestId('channel').locator(`[data-action-id="${id}"]`).last();

  /** Posts a message about an object, and waits until it is the newest of the page. */
  async function postReport(given?: Parameters<typeof stage.postReport>[0]): Promise<void> {
    const menus = page.getByTestId('channel').locator('[data-action-id="nmma_more"]');
    const before = await menus.count();
    await stage.postReport(given);
    await expect.poll(() => menus.count()).toBe(before + 1);
  }

  async function type(text: string): Promise<void> {
    await page.getByTestId('composer').fill(text);
    await page.getByTestId('composer').press('Enter');
  }

  async function submit(form: Locator): Promise<void> {
    await form.getByTestId('modal-submit').click();
    await form.waitFor({ state: 'detached' });
  }

  async function closeDialog(): Promise<void> {
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  }

  beforeAll(async () => {
    stage = await startStage();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto(`${stage.sandbox.url}?user=U0MANSI001#C0NMMABOT1`);
    await page.getByTestId('composer').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    rmSync(folder, { recursive: true });
    expect(broken).toEqual([]);
  });
  beforeEach(async () => {
    stage.reset();
    await postReport();
  });

  it.each([
    ['/nmma status', '1 running, 0 waiting.'],
    [`/nmma status ${object}`, 'Kilonova, P = 0.98'],
    ['/nmma fit 22aawacjw KN nlive=300', '1 fit asked for, KN'],
    ['/nmma mute 22aawacjw 2d an AGN', 'is muted until'],
    ['/nmma muted', 'No object is muted.'],
    ['/nmma unmute 22aawacjw', 'is not muted.'],
    ['/nmma cancel run 3', '1 fit cancelled'],
    ['/nmma history', 'Nothing happened.'],
    ['/nmma models', 'Kilonova (Bulla 2019)'],
    ['/nmma runs', 'asked for by'],
    ['/nmma pull', 'Pull #1: Nothing new.'],
    ['/nmma report 2026-11-20', 'No new data'],
    ['/nmma help', 'What is running, waiting or wrong'],
    ['/nmma help mute', 'until its next detection'],
    ['/nmma statsu', 'Did you mean status?'],
    ['/nmma fit 22aawacjw KNN', 'did you mean KN (Me2017)?'],
    ['/nmma status ZTF1', 'did you mean ZTF22aawacjw?'],
    ['/nmma history a b', 'is too much'],
  ])(
    'answers %s',
    async (typed, words) => {
      await type(typed);
      await answer().getByText(words).first().waitFor();
    },
    slow.timeout,
  );

  it(
    'fits from the form: objects by a part of their name, mistakes at their field',
    async () => {
      await type('/nmma fit');
      await dialog().getByRole('heading', { name: 'Fit' }).waitFor();
      await dialog().getByTestId('modal-submit').click();
      expect(stage.service.requests).toEqual([]);
      await dialog().getByLabel('Objects').first().click();
      await page.getByLabel('Search Objects').fill('abc');
      await page.getByRole('option', { name: 'ZTF23abcdefg' }).click();
      await page.keyboard.press('Escape');
      await dialog().getByLabel('Live points').fill('5');
      await dialog().getByTestId('modal-submit').click();
      await dialog().getByText('expected a whole number from 20 to 20000').waitFor();
      await dialog().getByLabel('Live points').fill('300');
      await submit(dialog());
      expect(stage.service.requests).toMatchObject([
        { objectName: 'ZTF23abcdefg', settings: { livePoints: 300 }, requestedBy: 'U0MANSI001' },
      ]);
    },
    slow.timeout,
  );

  it(
    'refits, mutes and unmutes by buttons',
    async () => {
      await button('nmma_refit').click();
      expect(await dialog().textContent()).toContain(object);
      await submit(dialog());
      expect(stage.service.requests).toMatchObject([{ objectName: object, words: ['Me2017', 'Piro2021'] }]);
      await button('nmma_more').click();
      await page.getByText('Mute…').click();
      await dialog().getByLabel('Why').fill('an AGN');
      await submit(dialog());
      expect(stage.service.muted()).toMatchObject([{ object, reason: 'an AGN', until: null }]);
      await postReport({ muted: stage.service.muted()[0] ?? null });
      await button('nmma_more').click();
      await page.getByText('Unmute', { exact: true }).click();
      await answer().getByText('no longer muted').waitFor();
    },
    slow.timeout,
  );

  it(
    'shows corner plot and details, and turns to another fit',
    async () => {
      const path = join(folder, 'corner.png');
      await renderCorner(posterior(3), path);
      stage.service.corner = { path, altText: 'Corner plot of three parameters' };
      await button('nmma_more').click();
      await page.getByText('Corner plot', { exact: true }).click();
      await dialog().getByAltText('Corner plot of three parameters').waitFor();
      await closeDialog();
      await button('nmma_details').click();
      await dialog().getByText('log₁₀ M_ej').waitFor();
      await dialog().locator('[data-action-id="nmma_choose_fit"]').click();
      await page.getByRole('option', { name: 'SC (Piro2021)' }).click();
      await dialog().getByText('fit #2').waitFor();
      await closeDialog();
    },
    slow.timeout,
  );

  it(
    'retries, cancels, and has more behind ⋯',
    async () => {
      await button('nmma_more').click();
      await page.getByText('Retry the failed fit').click();
      await answer().getByText('1 fit asked for, TrPi2018').waitFor();
      await stage.postProgress();
      await button('nmma_cancel').click();
      await expect.poll(() => stage.service.cancels.length).toBe(1);
      await button('nmma_more').click();
      await page.getByText('All fits', { exact: true }).click();
      await answer().getByText('Kilonova, P = 0.98').waitFor();
      await postReport({ fits: threeFits().slice(0, 2) });
      await button('nmma_more').click();
      await page.getByText('Fit again with every model').click();
      await expect.poll(() => stage.service.requests.length).toBe(1);
    },
    slow.timeout,
  );

  it(
    'answers a mention, a direct message and App Home',
    async () => {
      await type('@nmma-bot status');
      await answer().getByText('1 running').waitFor();
      await page.getByText('nmma-bot', { exact: true }).first().click();
      await page.getByTestId('home').waitFor();
      await expect
        .poll(async () => (await page.getByTestId('home').textContent()) ?? '')
        .toContain('Settings');
      await page.getByText('nmma-slack-bot').first().click();
      await page.getByTestId('composer').waitFor();
    },
    slow.timeout,
  );

  it(
    'says when something is broken, and goes on',
    async () => {
      stage.service.broken = new Error('disk full');
      await type('/nmma status');
      await answer().getByText('Sorry, that did not work.').waitFor();
      await button('nmma_details').click();
      await dialog().getByText('Sorry, that did not work.').waitFor();
      await closeDialog();
      stage.service.broken = null;
      await type('/nmma status');
      await answer().getByText('1 running').waitFor();
    },
    slow.timeout,
  );
});
