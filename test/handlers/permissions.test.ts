import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { threeFits } from '../../app/examples/posts.ts';
import { SlackPermissions } from '../../handlers/permissions.ts';
import type { Person } from '../../sandbox/index.ts';
import { type Stage, startStage, typeCommand } from './helpers.ts';

const nobody = { users: [], groups: [], channels: [] };
const channel = '#nmma-slack-bot';
let stage: Stage;
let mansi: Person;
let igor: Person;

beforeAll(async () => {
  stage = await startStage({
    permissions: {
      ask: 'U0MANSI001',
      fit: { ...nobody, users: ['U0MANSI001'] },
      mute: { ...nobody, users: ['U0MANSI001'] },
      cancel: { ...nobody, users: ['U0MANSI001'] },
    },
  });
  mansi = stage.sandbox.person('mansi');
  igor = stage.sandbox.person('igor');
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

test('who may not is told in private, and whom to ask; looking is for everybody', async () => {
  const permissionNames: [string, string][] = [
    ['fit 22aawacjw KN', 'ask for fits'],
    ['pull', 'ask for fits'],
    ['mute 22aawacjw', 'mute objects or give verdicts on them'],
    ['unmute 22aawacjw', 'mute objects or give verdicts on them'],
    ['cancel 22aawacjw', 'cancel fits'],
  ];
  for (const [typed, permission] of permissionNames) {
    expect(await typeCommand(igor, channel, `${typed} --share`)).toMatchObject({
      text: `You may look, but not ${permission}. Ask <@U0MANSI001>.`,
      isPrivate: true,
    });
  }
  for (const typed of ['status', 'muted', 'history', 'runs', 'models', 'report', 'help']) {
    expect((await typeCommand(igor, channel, typed)).text).not.toContain('You may look');
  }
  expect(stage.service.requests.length + stage.service.cancels.length + stage.service.mutes.size).toBe(0);
  expect((await typeCommand(mansi, channel, 'fit 22aawacjw KN')).text).toContain('1 fit asked for');
});

test('buttons and forms are refused too', async () => {
  const at = await stage.postReport();
  const gestures = [
    () => igor.click(at, 'nmma_refit'),
    () => igor.select(at, 'nmma_more', 'mute:ZTF22aawacjw'),
    () => igor.select(at, 'nmma_more', 'retry:3'),
  ];
  for (const gesture of gestures) {
    await gesture();
    expect((await igor.waitFor('ephemeral')).message?.text).toContain('You may look, but not');
  }
  await igor.click(await stage.postProgress(), 'nmma_cancel');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('You may look, but not cancel fits');
  const whole = await stage.postReport({ fits: threeFits().slice(0, 2) });
  await igor.select(whole, 'nmma_more', 'again:ZTF22aawacjw');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('You may look, but not ask for fits');
  await igor.slash(channel, '/nmma', 'fit');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('You may look');
  expect(stage.service.requests.length + stage.service.cancels.length).toBe(0);
});

test('members of a channel or a user group may, as Slack has them', async () => {
  const rules = { fit: { ...nobody, channels: ['C0NMMABOT1'] }, mute: { ...nobody, groups: ['S0NMMA0001'] } };
  const permissions = new SlackPermissions(rules, stage.app.client, stage.log);
  expect(await permissions.refusal('U0IGOR0001', 'fit')).toBeNull();
  expect(await permissions.refusal('U0STRANGER', 'fit')).toBe(
    'You may look, but not ask for fits. Only the members of <#C0NMMABOT1> may. Ask whoever looks after config.yml.',
  );
  expect(await permissions.refusal('U0IGOR0001', 'cancel')).toBeNull();
});

test('when Slack does not say who is in a group, nobody may, and it is said', async () => {
  const rules = { mute: { ...nobody, groups: ['S0NOSUCH01'] }, ask: 'U0MANSI001' };
  const permissions = new SlackPermissions(rules, stage.app.client, stage.log);
  expect(await permissions.refusal('U0IGOR0001', 'mute')).toBe(
    'Couldn’t check your permissions with Slack, so you may not mute objects or give verdicts on them now: try again in a minute. Ask <@U0MANSI001>.',
  );
  expect(stage.log.lines.map((line) => line.level)).toEqual(['warn']);
});

test('a private channel that Slack does not tell the members of is named with its cure', async () => {
  const hidden = stage.sandbox.workspace.addChannel('C0HIDDEN01', 'hidden', ['U0IGOR0001']);
  hidden.isPrivate = true;
  const rules = { fit: { ...nobody, channels: [hidden.id] } };
  const ask = () => new SlackPermissions(rules, stage.app.client, stage.log).refusal('U0IGOR0001', 'fit');
  expect(await ask()).toContain('the app is not in <#C0HIDDEN01>, /invite it there.');
  hidden.members.add(stage.sandbox.workspace.bot.id);
  expect(await ask()).toContain(
    'the app needs the scope groups:read in its manifest, and a new installation.',
  );
});

test('where looking is not for everybody, nothing is told to the others, by whatever way they ask', async () => {
  const closed = await startStage({ permissions: { look: { ...nobody, users: ['U0MANSI001'] } } });
  try {
    const [one, other] = [closed.sandbox.person('mansi'), closed.sandbox.person('igor')];
    // The object is of the partnership.
    closed.service.isOpen = false;
    const refused = 'You may not look at what is fitted here. Ask whoever looks after config.yml.';
    const words = [
      'status',
      'status 22aawacjw --why',
      'history',
      'report',
      'runs',
      'fit 22aawacjw',
      'mute 22aawacjw',
    ];
    for (const typed of [...words, 'cancel 22aawacjw', 'pull', 'muted', 'fit 22aawacjx']) {
      expect(await typeCommand(other, channel, typed), typed).toMatchObject({
        text: refused,
        isPrivate: true,
      });
    }
    expect((await typeCommand(other, channel, 'help')).text).not.toBe(refused);
    const at = await closed.postReport();
    const gestures = [() => other.click(at, 'nmma_details'), () => other.select(at, 'nmma_more', 'corner:1')];
    for (const gesture of gestures) {
      await gesture();
      await expect
        .poll(() => JSON.stringify(other.seen.filter(({ type }) => type === 'view_updated').at(-1) ?? ''))
        .toContain(refused);
    }
    await other.select(at, 'nmma_more', 'status:ZTF22aawacjw');
    expect((await other.waitFor('ephemeral')).message?.text).toBe(refused);
    other.openHome();
    await expect
      .poll(() => JSON.stringify(closed.sandbox.workspace.homes.get(other.id)?.blocks ?? ''))
      .toContain(refused);
    expect((await typeCommand(one, channel, 'status')).text).not.toBe(refused);
    // What every channel may see everybody may look at, where it stands.
    closed.service.isOpen = true;
    await other.select(at, 'nmma_more', 'status:ZTF22aawacjw');
    expect((await other.waitFor('ephemeral')).message?.text).not.toBe(refused);
  } finally {
    await closed.close();
  }
});
