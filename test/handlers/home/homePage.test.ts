import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { muteSummary, statusReport } from '../../../app/examples/posts.ts';
import { findBrowser, launchBrowser } from '../../browser.ts';
import { busyNight } from './homeExamples.ts';
import { type HomeStage, startHomeStage } from './homeStage.ts';

const chromium = findBrowser();
const object = 'ZTF22aawacjw';

/** The real handlers in a real browser; the pipeline behind them is a fake. */
describe.skipIf(!chromium)(`App Home in the page${chromium ? '' : ' (skipped: no Chromium)'}`, () => {
  const broken: string[] = [];
  let stage: HomeStage;
  let browser: Browser;
  let page: Page;

  const dialog = () => page.locator('[role="dialog"]');
  const home = () => page.getByTestId('home');
  const press = (id: string) => home().locator(`[data-action-id="${id}"]`).first().click();
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  const said = (words: string) => page.getByTestId('message').filter({ hasText: words }).last();

  async function submit(form: Locator): Promise<void> {
    await form.getByTestId('modal-submit').click();
    await form.waitFor({ state: 'detached' });
  }

  async function openAs(user: string, size = { width: 1280, height: 1600 }): Promise<void> {
    page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto(`${stage.sandbox.url}?user=${user}#home`);
    await home().getByText('Models in play').waitFor();
  }

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    expect(broken).toEqual([]);
  });
  beforeEach(async () => {
    const settings = { users: ['U0MANSI001'], groups: [], channels: [] };
    stage = await startHomeStage({ permissions: { settings, ask: 'U0MANSI001' } });
    stage.service.homes = busyNight([], new Date());
  });
  afterEach(async () => {
    await page.close();
    await stage.close();
  });

  it('shows the night, and moves by itself', async () => {
    await openAs('U0MANSI001');
    await home().getByRole('heading', { name: '3 fits running, 2 waiting' }).waitFor();
    await home().getByRole('link', { name: 'ZTF26abqklmn' }).waitFor();
    stage.service.homes = { ...stage.service.homes, status: statusReport() };
    await home().getByRole('heading', { name: 'No fits running' }).waitFor();
  });

  it('changes settings, a mistake told at its field', async () => {
    await openAs('U0MANSI001');
    await press('nmma_home_settings');
    await dialog().getByLabel('Threshold').fill('99999');
    await dialog().getByTestId('modal-submit').click();
    await dialog().getByText('“99999” does not serve: expected a ΔlnZ such as 3').waitFor();
    await dialog().getByLabel('Threshold').fill('2.5');
    await dialog().getByLabel('Models in play').first().click();
    await page.getByRole('option', { name: 'Bulla' }).click();
    await page.keyboard.press('Escape');
    await submit(dialog());
    await home().getByText('a kilonova score of at least 2.5').waitFor();
    await home().getByText('Me2017, Piro2021 and Bulla').waitFor();
  });

  it('offers settings to nobody else', async () => {
    await openAs('U0IGOR0001');
    expect(await home().locator('[data-action-id="nmma_home_settings"]').count()).toBe(0);
  });

  it('asks for fits, looks closer, cancels, tries again', async () => {
    await openAs('U0MANSI001');
    await press('nmma_refit');
    expect(await dialog().textContent()).toContain('ZTF26abqklmn');
    await page.keyboard.press('Escape');
    await press('nmma_details');
    await dialog().getByText('There is no fit 100.').waitFor();
    await page.keyboard.press('Escape');
    await press('nmma_cancel');
    await expect.poll(() => stage.service.cancels).toMatchObject([{ what: 'fit 41' }]);
    await press('nmma_retry');
    await expect.poll(() => stage.service.retries).toMatchObject([{ fitIds: [91] }]);
    await press('nmma_home_refresh');
    await press('nmma_fit_form');
    await dialog().getByRole('heading', { name: 'Fit' }).waitFor();
  });

  it('unmutes, and says so in the conversation with the app', async () => {
    stage.service.mutes.set(object, muteSummary());
    stage.service.homes.status.muted = [muteSummary()];
    await openAs('U0MANSI001');
    await press('nmma_unmute');
    await expect.poll(() => stage.service.mutes.size).toBe(0);
    await tab('Messages').click();
    await said('no longer muted').waitFor();
  });

  it('understands what is written to the app', async () => {
    await openAs('U0MANSI001');
    await tab('Messages').click();
    await page.getByTestId('composer').fill('fit 22aawacjw KN');
    await page.getByTestId('composer').press('Enter');
    await said('1 fit asked for, KN').waitFor();
    await page.getByTestId('composer').fill('fit');
    await page.getByTestId('composer').press('Enter');
    await page.getByTestId('message').locator('[data-action-id="nmma_fit_form"]').last().click();
    await dialog().getByLabel('Live points').waitFor();
  });

  it('fits the object that a message names', async () => {
    stage.sandbox.person('igor').say('#nmma-slack-bot', `Is ${object.toUpperCase()} real?`);
    await openAs('U0MANSI001');
    await page.getByText('nmma-slack-bot').first().click();
    await said('real?').hover();
    await said('real?').getByTestId('message-menu').click();
    await page.getByRole('menuitem', { name: 'Fit this object' }).click();
    expect(await dialog().textContent()).toContain(object);
    await submit(dialog());
    expect(stage.service.requests).toMatchObject([{ objectName: object, requestedBy: 'U0MANSI001' }]);
  });

  it('fits a phone: nothing stands beside the screen', async () => {
    await openAs('U0MANSI001', { width: 390, height: 844 });
    const { scroll, width } = await home().evaluate(
      (element: { scrollWidth: number; clientWidth: number }) => ({
        scroll: element.scrollWidth,
        width: element.clientWidth,
      }),
    );
    expect(scroll).toBe(width);
    for (const image of await home().locator('img').all())
      expect(await image.getAttribute('alt')).not.toBe('');
  });
});
