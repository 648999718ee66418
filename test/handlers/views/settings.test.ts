import { expect, test } from 'vitest';
import { settingsForm } from '../../../handlers/views/settingsForm.ts';
import { UserInputError } from '../../../pipeline/shared/userInputError.ts';
import { checkView } from '../../../sandbox/blockKit/check.ts';
import type { Person, PublicView } from '../../../sandbox/index.ts';
import { afterwards } from '../../pipeline/scratch.ts';
import { type HomeStage, startHomeStage } from '../home/homeStage.ts';
import { long } from '../sendable.ts';

const nobody = { users: [], groups: [], channels: [] };

async function open(options: Parameters<typeof startHomeStage>[0] = {}) {
  const stage = await startHomeStage(options);
  afterwards(() => stage.close());
  return { stage, mansi: stage.sandbox.person('mansi'), igor: stage.sandbox.person('igor') };
}

function words({ sandbox }: HomeStage, person: Person): string {
  return JSON.stringify(sandbox.workspace.homes.get(person.id)?.blocks ?? '');
}

/** Opens Home and presses *Settings…*. */
async function settingsOf(stage: HomeStage, person: Person): Promise<PublicView> {
  person.openHome();
  await expect.poll(() => words(stage, person)).toContain('nmma_home_settings');
  const home = stage.sandbox.workspace.homes.get(person.id);
  await person.click({ id: home?.id ?? '' }, 'nmma_home_settings');
  const { view } = await person.waitFor('view_opened');
  if (!view) throw new Error('no view');
  return view;
}

test('models and threshold are changed, and Home shows it at once', async () => {
  const { stage, mansi } = await open({ times: { everyMs: 60_000 } });
  const view = await settingsOf(stage, mansi);
  expect(JSON.stringify(view)).toContain('KN: Kilonova (Metzger 2017)');
  const sent = await mansi.submitView(view, { models_in_play: ['Bulla', 'Piro2021'], post_threshold: '2.5' });
  expect(sent).toEqual({ ok: true, closed: true });
  expect(stage.service.chosen).toEqual({ modelsInPlay: ['Bulla', 'Piro2021'], postThreshold: 2.5 });
  await expect.poll(() => words(stage, mansi)).toContain('*Models in play:* Bulla and Piro2021');
  expect(words(stage, mansi)).toContain('a kilonova score of at least 2.5');
});

test('an empty threshold is every object; what is in force stands in the form', async () => {
  const { stage, mansi } = await open();
  stage.service.chosen = { modelsInPlay: ['Me2017'], postThreshold: -1.25 };
  const view = await settingsOf(stage, mansi);
  expect(JSON.stringify(view)).toContain('"initial_value":"-1.25"');
  expect(await mansi.submitView(view, { post_threshold: null })).toEqual({ ok: true, closed: true });
  expect(stage.service.chosen).toEqual({ modelsInPlay: ['Me2017'], postThreshold: null });
});

test('what two people change at the same time is both kept', async () => {
  const { stage, mansi, igor } = await open();
  const hers = await settingsOf(stage, mansi);
  const his = await settingsOf(stage, igor);
  await mansi.submitView(hers, { models_in_play: ['Bulla'] });
  await igor.submitView(his, { post_threshold: '3' });
  expect(stage.service.chosen).toEqual({ modelsInPlay: ['Bulla'], postThreshold: 3 });
});

test('nothing changed asks for nothing', async () => {
  const { stage, mansi } = await open();
  const view = await settingsOf(stage, mansi);
  stage.service.changeSettings = () => {
    throw new Error('asked');
  };
  expect(await mansi.submitView(view)).toEqual({ ok: true, closed: true });
  expect(stage.log.lines).toEqual([]);
});

test('what is wrong is said at the field', async () => {
  const { stage, mansi } = await open();
  const view = await settingsOf(stage, mansi);
  expect(await mansi.submitView(view, { post_threshold: '1e9' })).toEqual({
    ok: false,
    errors: {
      post_threshold: '“1e9” does not serve: expected a ΔlnZ such as 3, or nothing for every object.',
    },
  });
  stage.service.changeSettings = () => {
    throw new UserInputError('Bulla cannot be played: its files are not there.');
  };
  expect(await mansi.submitView(view, { models_in_play: ['Bulla'], post_threshold: '1' })).toEqual({
    ok: false,
    errors: { models_in_play: 'Bulla cannot be played: its files are not there.' },
  });
});

test('trouble of ours is told with a reference', async () => {
  const { stage, mansi } = await open();
  const view = await settingsOf(stage, mansi);
  stage.service.changeSettings = () => {
    throw new Error('locked');
  };
  expect(await mansi.submitView(view, { models_in_play: ['Bulla'] })).toEqual({ ok: true, closed: true });
  expect((await mansi.waitFor('message')).message?.text).toMatch(/reference [0-9a-f]{6}/);
});

test('who may not sees no button, and is told in private whom to ask', async () => {
  const rules = { settings: { ...nobody, users: ['U0MANSI001'] }, ask: 'U0MANSI001' };
  const { stage, mansi, igor } = await open({ permissions: rules });
  igor.openHome();
  await expect.poll(() => words(stage, igor)).toContain('Models in play');
  expect(words(stage, igor)).not.toContain('nmma_home_settings');

  // One who lost the right while the button, or the form, was on the screen.
  mansi.openHome();
  await expect.poll(() => words(stage, mansi)).toContain('nmma_home_settings');
  const view = await settingsOf(stage, mansi);
  rules.settings.users.length = 0;
  const refused = await mansi.submitView(view, { models_in_play: ['Bulla'] });
  expect(JSON.stringify(refused.view)).toContain('You may look, but not change settings. Ask <@U0MANSI001>.');
  expect(stage.service.chosen.modelsInPlay).toEqual(['Me2017', 'Piro2021']);
});

test('Slack takes the form with twenty models of the longest names, and a tiny threshold', () => {
  const models = Array.from({ length: 20 }, (_, index) => ({
    model: `Model_${index}*<>&🔭`,
    kind: 'KN',
    title: long,
    isInPlay: true,
    isDefaultOfKind: false,
  }));
  const settings = { modelsInPlay: models.map((one) => one.model), postThreshold: 1e-7 };
  expect(checkView(settingsForm(models, settings), 'modal')).toEqual([]);
  expect(checkView(settingsForm(models, { modelsInPlay: [], postThreshold: null }), 'modal')).toEqual([]);
});
