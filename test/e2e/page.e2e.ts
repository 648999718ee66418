import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../browser.ts';
import { addNight, makeCandidates } from './candidates.ts';
import { Demo, demoCandidates, freshFolder, processesOf, readReport, truthSchema, until } from './demo.ts';
import { describePicture } from './picture.ts';

const chromium = findBrowser();
const truth = truthSchema.parse(JSON.parse(readFileSync(join(demoCandidates, 'truth.json'), 'utf8')));
const ofKind = (kind: string) => Object.keys(truth).find((name) => truth[name]?.kind === kind) ?? '';
/** The one that is muted, and one that is not. */
const muted = ofKind('SC');
const other = ofKind('KN');

/** The text line by line, as a person sees it. */
async function shownLines(of: Locator): Promise<string[]> {
  return (await of.allInnerTexts()).join('\n').split('\n');
}

/** One model, which is quick: what is tested here is the way there and back. */
describe.skipIf(!chromium)(`the page of a demo${chromium ? '' : ' (skipped: no Chromium)'}`, () => {
  const candidates = freshFolder('candidates');
  const state = freshFolder('page');
  const broken: string[] = [];
  let bad: ReturnType<typeof makeCandidates>;
  let demo: Demo;
  let browser: Browser;
  let page: Page;

  const inChannel = () => page.getByTestId('channel');
  /** The message about an object: the one with the button. */
  const messageOf = (object: string) =>
    inChannel()
      .getByTestId('message')
      .filter({ has: page.getByRole('heading', { name: object }) });
  const answer = () => page.locator('[data-testid="message"][data-ephemeral]').last();

  /** Chooses from the menu behind ⋯ of an object's message. */
  async function more(object: string, word: string): Promise<void> {
    await messageOf(object).locator('[data-action-id="nmma_more"]').click();
    await page.getByText(word, { exact: true }).click();
  }

  async function type(text: string): Promise<void> {
    const composer = page.getByTestId('composer');
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** How many fits there are of an object, in the database itself. */
  function countFits(object: string): number {
    const db = new Database(join(state, 'nmma.sqlite'), { readonly: true });
    try {
      const words =
        'SELECT count(*) FROM fits JOIN objects ON objects.id = fits.object_id WHERE objects.name = ?';
      return Number(db.prepare(words).pluck().get(object));
    } finally {
      db.close();
    }
  }

  beforeAll(async () => {
    bad = makeCandidates(candidates, [muted, other]);
    browser = await launchBrowser();
    demo = new Demo(['--json', '--state', state, '--candidates', candidates, '--models', 'SC']);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => broken.push(error.message));
    const address = new URL(await demo.page());
    await page.goto(`${address.origin}/?user=U0MANSI001#C0NMMABOT1`);
    await page.getByTestId('composer').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await demo?.dispose();
    for (const folder of [candidates, state]) rmSync(folder, { recursive: true, force: true });
  });

  it('shows a message per object, with a picture that is really a light curve’s PNG', async () => {
    for (const object of [muted, other]) {
      const message = messageOf(object);
      await message.waitFor({ timeout: 300_000 });
      expect(await message.textContent()).toMatch(/ln Z[\s\S]*SC[\s\S]*detections/);
      const image = message.locator('img[alt*="ight curve"]').first();
      await image.waitFor();
      await until(async () => (await image.getAttribute('src')) !== null, 'the picture’s address');
      const address = new URL((await image.getAttribute('src')) ?? '', page.url());
      const response = await page.request.get(address.href);
      expect(response.headers()['content-type']).toBe('image/png');
      const facts = await describePicture(await response.body());
      expect(facts).toMatchObject({ isPng: true });
      expect(facts.width).toBeGreaterThanOrEqual(600);
      expect(facts.colours).toBeGreaterThan(30);
      expect(facts.background).toBeLessThan(0.99);
    }
    const pictures = `[...document.querySelectorAll('[data-testid=channel] img')].map((one) => one.naturalWidth)`;
    await until(
      async () => ((await page.evaluate(pictures)) as number[]).some((width) => width >= 600),
      'a picture that the browser has drawn',
    );
  });

  it('tells in one clear line each what is wrong with eight bad files', async () => {
    await type('/nmma status');
    await answer().waitFor();
    const lines = await shownLines(answer());
    for (const { file, says } of bad) {
      const found = lines.filter((line) => line.includes(`${file}`) && line.includes(says));
      expect(found, `${file}: ${says}\n${lines.join('\n')}`).toHaveLength(1);
    }
    // In the log as well, once, however often the folder is looked at.
    const log = readFileSync(join(state, 'nmma.log'), 'utf8').split('\n');
    for (const { file } of bad) {
      const found = log.filter(
        (line) => line.includes('"level":"warn"') && line.includes(`"file":"${file}"`),
      );
      expect(found, file).toHaveLength(1);
    }
  });

  it('answers what was typed wrongly', async () => {
    await type('/nmma statsu');
    await answer().getByText('Did you mean status?').waitFor();
    await type(`/nmma fit ${muted} KNN`);
    await answer().getByText('No model').waitFor();
    await type('/nmma help');
    await answer().getByText('/nmma status').first().waitFor();
  });

  it('opens a modal with Refit…, and the refit appears in the thread', async () => {
    const before = countFits(muted);
    await messageOf(muted).locator('[data-action-id="nmma_refit"]').click();
    const modal = page.locator('[role="dialog"]');
    await modal.getByRole('heading', { name: 'Refit' }).waitFor();
    expect(await modal.textContent()).toContain(muted);
    await modal.getByLabel('Live points').fill('7');
    await modal.getByTestId('modal-submit').click();
    await modal.getByText('expected a whole number from 20').waitFor();
    await modal.getByLabel('Live points').fill('120');
    await modal.getByTestId('modal-submit').click();
    await modal.waitFor({ state: 'detached' });

    const thread = page.getByTestId('thread').getByTestId('message');
    const report = thread.filter({ hasText: 'Refit for' });
    await messageOf(muted).getByTestId('thread-bar').click();
    await report.waitFor({ timeout: 300_000 });
    // It is the message that moved while the fit ran, and there is no other about it.
    expect(await report.textContent()).toContain('(edited)');
    expect(await thread.filter({ hasText: '1 fit for @Mansi' }).count()).toBe(0);
    // More live points change no verdict: that is said in a line, with the numbers.
    expect(await report.textContent()).toMatch(/@Mansi[\s\S]*Verdict unchanged[\s\S]*ln Z[\s\S]*SC/);
    expect(countFits(muted)).toBe(before + 1);
  });

  it('does not fit a muted object at the next pull, and fits the others', async () => {
    await more(muted, 'Mute…');
    const modal = page.locator('[role="dialog"]');
    await modal.getByLabel('Why').fill('a test of mutes');
    await modal.getByTestId('modal-submit').click();
    await modal.waitFor({ state: 'detached' });
    await messageOf(muted).getByText('Muted by').waitFor();
    expect(await messageOf(muted).textContent()).toContain('(a test of mutes)');
    await messageOf(muted).locator('[data-action-id="nmma_more"]').click();
    await page.getByText('Unmute', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    const before = { muted: countFits(muted), other: countFits(other) };
    addNight(candidates, muted);
    addNight(candidates, other);

    // The demo looks at its folder every half minute.
    await until(() => countFits(other) > before.other, 'the fit of new data', 300);
    // The verdict is the same, so that the object's message shows the new night and nothing else is posted.
    await messageOf(other).getByText('(edited)').waitFor({ timeout: 300_000 });
    expect(countFits(other)).toBe(before.other + 1);
    expect(countFits(muted)).toBe(before.muted);
    await type('/nmma status');
    await until(
      async () => /Status[\s\S]*Muted/.test((await answer().textContent()) ?? ''),
      'the answer to status',
    );
    expect(await answer().textContent()).toContain(muted);
  });

  it('ends on Ctrl-C with status 0 and leaves nothing running', async () => {
    const started = performance.now();
    const { status, stdout } = await demo.interrupt();
    expect(status).toBe(0);
    // It waits for no fit and no message; sixty seconds are for a busy machine.
    expect((performance.now() - started) / 1000).toBeLessThan(60);
    const report = readReport(stdout);
    expect(report.objects.toSorted()).toEqual(expect.arrayContaining([muted, other].sort()));
    // Two objects, a refit, a new night, and the object whose file has one row without a magnitude.
    expect(report.fitsByState).toEqual({ succeeded: 5 });
    expect(processesOf(state)).toEqual([]);
    expect(broken).toEqual([]);
  });
});
