// `./nmma screenshots`: runs the demo and writes docs/*.png, the pictures of the README. Needs a Chromium.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { Demo, demoCandidates, freshFolder, root, truthSchema, until } from './demo.ts';

const docs = join(root, 'docs');
const truth = truthSchema.parse(JSON.parse(readFileSync(join(demoCandidates, 'truth.json'), 'utf8')));
const objects = Object.keys(truth);
const shown = objects.find((name) => truth[name]?.kind === 'KN') ?? objects[0] ?? '';

const desktop = { width: 1280, height: 1000 };
const phone = { width: 390, height: 844 };

function messageOf(page: Page, object: string) {
  return page
    .getByTestId('channel')
    .getByTestId('message')
    .filter({ has: page.getByRole('heading', { name: object }) });
}

/** Every picture of the page is drawn, and nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await until(
    async () => Boolean(await page.evaluate('[...document.images].every((one) => one.complete)')),
    'the pictures',
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Scrolls until a message begins at the top. */
async function toTop(message: Locator): Promise<void> {
  await message.evaluate((element: { scrollIntoView(how: object): void }) =>
    element.scrollIntoView({ block: 'start' }),
  );
}

async function shoot(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: join(docs, `${name}.png`) });
  console.log(`docs/${name}.png`);
}

/** Types into the channel and waits for the answer. */
async function say(page: Page, text: string): Promise<Locator> {
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('composer').press('Enter');
  const answer = page.locator('[data-testid="message"][data-ephemeral]').last();
  await answer.waitFor();
  return answer;
}

/** The form, then its fits while they move, then what became of them. */
async function refit(page: Page): Promise<void> {
  const message = messageOf(page, shown);
  await message.locator('[data-action-id="nmma_refit"]').click();
  const modal = page.locator('[role="dialog"]');
  await modal.waitFor();
  await shoot(page, 'refit-modal');
  await modal.getByLabel('Live points').fill('500');
  await modal.getByTestId('modal-submit').click();
  await modal.waitFor({ state: 'detached' });
  await message.getByTestId('thread-bar').click();
  const thread = page.getByTestId('thread').getByTestId('message');
  const moving = thread.filter({ hasText: 'The result will appear here' });
  await moving.getByText('left').first().waitFor({ timeout: 120_000 });
  await moving.scrollIntoViewIfNeeded();
  await shoot(page, 'progress');
  const report = thread.filter({ hasText: 'Refit for' });
  await report.waitFor({ timeout: 300_000 });
  await report.scrollIntoViewIfNeeded();
  await shoot(page, 'thread');
}

/** Windows behind the buttons of a message. */
async function windows(page: Page): Promise<void> {
  const modal = page.locator('[role="dialog"]');
  for (const [id, name, sign] of [
    ['nmma_details', 'details', 'Parameters'],
    ['nmma_mute', 'mute-modal', 'How long'],
  ] as const) {
    const of = messageOf(page, shown);
    if (id === 'nmma_details') await of.locator(`[data-action-id="${id}"]`).click();
    else {
      await of.locator('[data-action-id="nmma_more"]').click();
      await page.getByText('Mute…').click();
    }
    await modal.getByText(sign).first().waitFor();
    await shoot(page, name);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  }
}

async function home(page: Page, name: string): Promise<void> {
  await page.getByText('nmma-bot', { exact: true }).first().click();
  const view = page.getByTestId('home');
  await view.getByText('Settings').first().waitFor();
  const gotIt = view.getByText('Got it', { exact: true });
  if (await gotIt.isVisible()) {
    await gotIt.click();
    await gotIt.waitFor({ state: 'detached' });
  }
  await shoot(page, name);
}

async function take(page: Page, address: string): Promise<void> {
  page.setDefaultTimeout(20_000);
  await page.setViewportSize(desktop);
  await page.goto(address);
  for (const object of objects) await messageOf(page, object).waitFor({ timeout: 600_000 });
  await settle(page);
  await toTop(messageOf(page, shown));
  await shoot(page, 'channel');
  await refit(page);
  await page.goto(address);
  await page.reload();
  await windows(page);
  await say(page, '/nmma status');
  await shoot(page, 'status');
  await page.getByTestId('composer').fill('/nmma report --share');
  await page.getByTestId('composer').press('Enter');
  await page.getByTestId('channel').getByText('Summary of').last().waitFor();
  await shoot(page, 'summary');
  await page.setViewportSize(phone);
  await page.goto(address);
  await page.reload();
  await messageOf(page, shown).waitFor();
  await settle(page);
  await toTop(messageOf(page, shown));
  await shoot(page, 'phone');
  await page.getByTestId('channel').getByText('Summary of').last().scrollIntoViewIfNeeded();
  await shoot(page, 'phone-summary');
  await page.setViewportSize(desktop);
  await page.goto(address);
  await page.reload();
  await home(page, 'home');
  await page.setViewportSize(phone);
  await shoot(page, 'phone-home');
}

const state = freshFolder('screenshots');
const demo = new Demo(['--state', state, ...process.argv.slice(2)]);
const browser = await launchBrowser();
try {
  mkdirSync(docs, { recursive: true });
  const { origin } = new URL(await demo.page());
  await take(await browser.newPage({ deviceScaleFactor: 1 }), `${origin}/?user=U0MANSI001#C0NMMABOT1`);
} finally {
  await browser.close();
  await demo.dispose();
  rmSync(state, { recursive: true, force: true });
}
