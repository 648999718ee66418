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

async function refit(page: Page): Promise<void> {
  const message = messageOf(page, shown);
  await message.locator('[data-action-id="nmma_refit"]').click();
  const modal = page.locator('[role="dialog"]');
  await modal.waitFor();
  await shoot(page, 'refit-modal');
  await modal.getByLabel('Live points').fill('180');
  await modal.getByTestId('modal-submit').click();
  await modal.waitFor({ state: 'detached' });
  const report = page.getByTestId('thread').getByTestId('message').filter({ hasText: 'Refit for' });
  await message.getByTestId('thread-bar').click();
  await report.waitFor({ timeout: 300_000 });
  await report.scrollIntoViewIfNeeded();
}

async function take(page: Page, address: string): Promise<void> {
  page.setDefaultTimeout(20_000);
  await page.setViewportSize(desktop);
  await page.goto(address);
  for (const object of objects) await messageOf(page, object).waitFor({ timeout: 600_000 });
  const message = messageOf(page, shown);
  await settle(page);
  await toTop(message);
  await shoot(page, 'channel');
  await refit(page);
  await shoot(page, 'thread');
  await page.goto(address);
  await page.reload();
  await page.getByTestId('composer').fill('/nmma status');
  await page.getByTestId('composer').press('Enter');
  await page.locator('[data-testid="message"][data-ephemeral]').last().waitFor();
  await shoot(page, 'status');
  await page.setViewportSize(phone);
  await page.reload();
  await message.waitFor();
  await settle(page);
  await toTop(message);
  await shoot(page, 'phone');
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
