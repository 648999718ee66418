import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  defaultStateFolder,
  readConfig,
  readTokens,
  requireStateOutside,
} from '../../../app/config/config.ts';
import { UsageError } from '../../../app/config/usageError.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The configuration, or the sentences of its refusal. */
function read(text: string): unknown {
  const path = join(folder, 'config.yml');
  writeFileSync(path, text);
  try {
    return readConfig(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.replaceAll(path, 'config.yml');
  }
}

const least = 'channel: C0123ABCDEF\nsource: { folder: candidates }\n';

test('the least that must be said; the rest has sound values', () => {
  expect(read(least)).toMatchObject({
    channel: 'C0123ABCDEF',
    sources: [
      {
        kind: 'directory',
        name: 'directory',
        folder: join(folder, 'candidates'),
        windows: 'all',
        watch: true,
        schedule: null,
      },
    ],
    channels: [],
    lookup: ['alerce', 'fink'],
    policy: { minDetections: 2, maxAgeDays: 14, changedPoints: 0, evolution: null },
    state: defaultStateFolder(process.env),
    schedule: { pull: '*/30 * * * *', dailySummary: '0 15 * * *', timeZone: 'UTC' },
    models: null,
    executor: { kind: 'local', cores: null },
    log: { level: 'info', file: null },
  });
});

test('every setting of a fit may be given', () => {
  const fit = {
    livePoints: 300,
    effectiveSamples: 900,
    tmin: -2,
    tmax: 10,
    dt: 0.25,
    errorBudget: 0.3,
    useLimits: false,
    fixTrigger: true,
    triggerJd: null,
    seed: 7,
    priorSet: 'old',
    detectionLimits: { ztfg: 20.5 },
    ebv: 0.1,
    milkyWayEbv: 0.02,
  };
  expect(read(`${least}fit: ${JSON.stringify(fit)}`)).toMatchObject({ fit });
  expect(read(`${least}fit: { detectionLimits: null }`)).toMatchObject({ fit: { detectionLimits: null } });
});

test('the example in the repository is a good configuration', () => {
  expect(() => readConfig('config.example.yml')).not.toThrow();
});

test('sources, what deserves a fit, and who may see it', () => {
  const text = `channel: C0123ABCDEF
channels: [{ id: C0123ABCDEF, sees: [public, partnership] }, { id: C0PUBLICXX }]
sources:
  - { kind: directory, folder: a, trees: [partnership, caltech], windows: newest, schedule: "*/5 * * * *" }
  - { kind: directory, folder: /b, watch: false }
  - { kind: ssh, name: schoty, host: schoty.caltech.edu, user: nmma, folder: candidates, key: /k }
  - { kind: skyportal, url: https://fritz.science, token: FRITZ_TOKEN, groups: [1544], programme: partnership }
policy: { minDetections: 3, evolution: { fadeRate: { ztfg: 0.5 } } }
schedule: { timeZone: America/Los_Angeles }
lookup: []
`;
  expect(read(text)).toMatchObject({
    channels: [
      { id: 'C0123ABCDEF', sees: ['public', 'partnership'] },
      { id: 'C0PUBLICXX', sees: ['public'] },
    ],
    sources: [
      { name: 'directory', folder: join(folder, 'a'), trees: ['partnership', 'caltech'], windows: 'newest' },
      { name: 'directory-2', folder: '/b', watch: false },
      { name: 'schoty', folder: 'candidates', key: '/k', port: 22 },
      { name: 'skyportal', groups: [1544], days: 14, programme: 'partnership' },
    ],
    policy: {
      minDetections: 3,
      evolution: { fadeRate: { ztfg: 0.5, ztfr: 0.3, ztfi: 0.3 }, riseRate: { ztfg: 1, ztfr: 1, ztfi: 1 } },
    },
    schedule: { timeZone: 'America/Los_Angeles' },
    lookup: [],
  });
});

test('mistakes in them', () => {
  const start = 'channel: C0123ABCDEF\n';
  const source = (words: string) => `${start}sources: [${words}]`;
  const mistakes: [string, string][] = [
    [start, 'sources is missing: expected a list of sources, or one source with a folder.'],
    [`${least}sources: [{ kind: directory, folder: x }]`, 'sources is there beside source'],
    [source('{ kind: floppy }'), 'expected kind: directory, ssh or skyportal.'],
    [
      source('{ kind: directory, folder: x, window: all }'),
      'there is no key sources.0.window: expected kind, name, schedule, folder, trees, windows, watch. Did you mean windows?',
    ],
    [
      source('{ kind: directory, folder: x, windows: last }'),
      'sources.0.windows is “last”: expected one of newest, all.',
    ],
    [
      source('{ kind: directory, folder: x, schedule: hourly }'),
      'sources.0.schedule is “hourly”: expected a cron line',
    ],
    [
      source('{ kind: skyportal, url: https://x.org, token: 1234-abcd, groups: [1] }'),
      'expected the name of an environment variable that holds the token',
    ],
    [source('{ kind: skyportal, url: https://x.org, token: T }'), 'expected numbers of groups, or filters.'],
    [
      source('{ kind: directory, folder: x, name: a }, { kind: directory, folder: y, name: a }'),
      'expected sources with names of their own.',
    ],
    [`${least}policy: { minDetections: 1 }`, 'policy.minDetections is 1: expected at least 2.'],
    [
      `${least}policy: { evolution: { fade: 1 } }`,
      'there is no key policy.evolution.fade: expected riseRate, fadeRate',
    ],
    [`${least}channels: [{ id: C0123ABCDEF, sees: [all] }]`, 'expected one of public, partnership, caltech.'],
    [`${least}schedule: { timeZone: Mars }`, 'schedule.timeZone is “Mars”: expected a time zone'],
  ];
  for (const [text, expected] of mistakes) expect(read(text)).toContain(expected);
});

test('mistakes name the key, what was found and what was expected', () => {
  const mistakes: [string, string][] = [
    ['', 'config.yml: channel is missing: expected the id of a channel'],
    [least.replace('C0123ABCDEF', '#general'), 'channel is empty: expected the id of a channel'],
    [
      least.replace('C0123ABCDEF', '"#general"'),
      'channel is “#general”: expected the id of a channel, such as',
    ],
    [`${least}chanel: x`, 'there is no key chanel: expected channel, permissions'],
    [`${least}chanel: x`, 'Did you mean channel?'],
    [
      `${least}schedule: { pul: x }`,
      'there is no key schedule.pul: expected pull, dailySummary, cleaning, timeZone. Did you mean pull?',
    ],
    [`${least}keep: { jobs: { days: 0 } }`, 'keep.jobs.days is 0: expected at least 1.'],
    [`${least}keep: { chart: {} }`, 'Did you mean charts?'],
    [`${least}schedule: { pull: every day }`, 'schedule.pull is “every day”: expected a cron line'],
    ['source: 3', 'source is 3: expected keys with values.'],
    ['source: {}', 'source.folder is missing: expected the path of a folder.'],
    [`${least}executor: { cores: 0 }`, 'executor.cores is 0: expected at least 1.'],
    [`${least}executor: { cores: two }`, 'executor.cores is “two”: expected a number.'],
    [`${least}executor: { cores: 1.5 }`, 'executor.cores is 1.5: expected a whole number.'],
    [`${least}fit: { livePoints: 5 }`, 'fit.livePoints is 5: expected at least 20.'],
    [`${least}fit: { nlive: 5 }`, 'there is no key fit.nlive: expected livePoints, seed, tmin'],
    [`${least}fit: { priorSet: mine }`, 'fit.priorSet is “mine”: expected one of old, tuned.'],
    [`${least}fit: { detectionLimits: 21 }`, 'fit.detectionLimits is 21: expected keys with values.'],
    [
      `${least}fit: { detectionLimits: { g: 21 } }`,
      'there is no key fit.detectionLimits.g: expected ztfg, ztfr, ztfi.',
    ],
    [`${least}fit: { ebv: -1 }`, 'fit.ebv is -1: expected at least 0.'],
    [`${least}fit: { tmin: 15 }`, 'fit.tmax is missing: expected a time after the window begins'],
    [`${least}fit: { tmin: 3, tmax: 2 }`, 'fit.tmax is 2: expected a time after the window begins'],
    [`${least}fit: { host: { redshift: 0.1 } }`, 'there is no key fit.host: expected livePoints, '],
    [`${least}log: { level: loud }`, 'log.level is “loud”: expected one of debug, info, warn, error.'],
    [`${least}models: []`, 'models is []: expected at least 1.'],
    [`${least}postThreshold: high`, 'postThreshold is “high”: expected a number.'],
    [
      `${least}permissions: { fti: {} }`,
      'there is no key permissions.fti: expected ask, look, fit, mute, cancel, settings.',
    ],
    [
      `${least}permissions: { fit: {} }`,
      'permissions.fit is {}: expected at least one of users, groups, channels.',
    ],
    [
      `${least}permissions: { fit: { users: ["@mansi"] } }`,
      'permissions.fit.users.0 is “@mansi”: expected the id of a person, such as U0123ABCDEF',
    ],
    ['- 1', 'the file is [1]: expected keys with values.'],
    ['channel: [', 'config.yml, line 1: this is not valid YAML'],
  ];
  for (const [text, expected] of mistakes) expect(read(text)).toContain(expected);
  expect(() => readConfig(join(folder, 'none.yml'))).toThrow('copy config.example.yml');
});

test('tokens come from the environment, and their mistakes do not show them', () => {
  const good = { SLACK_BOT_TOKEN: 'xoxb-1-secret', SLACK_APP_TOKEN: ' xapp-1-secret\n' };
  expect(readTokens(good)).toEqual({ botToken: 'xoxb-1-secret', appToken: 'xapp-1-secret' });
  expect(() => readTokens({})).toThrow('SLACK_BOT_TOKEN is not set');
  expect(() => readTokens({ ...good, SLACK_APP_TOKEN: '' })).toThrow('SLACK_APP_TOKEN is not set');
  const swapped = { SLACK_BOT_TOKEN: 'xapp-1-secret', SLACK_APP_TOKEN: 'xoxb-1-secret' };
  expect(() => readTokens(swapped)).toThrow('SLACK_BOT_TOKEN starts with xapp-: expected the bot token');
  expect(() => readTokens({ ...good, SLACK_BOT_TOKEN: 'secretsecret' })).toThrow(/^((?!secretsecret).)*$/);
});

test('the line of a mistake is named, and what YAML itself stumbles over', () => {
  const mistakes: [string, string][] = [
    [`${least}fit: { livePoints: 5 }`, 'config.yml, line 3: fit.livePoints is 5: expected at least 20.'],
    [`${least}channel: C0123ABCDEG`, 'config.yml, line 3: the key channel stands twice: keep one of them.'],
    [
      `${least}schedule:\n  pull: */30 * * * *\n`,
      'config.yml, line 4: a value that begins with * must stand in quotes, such as "*/30 * * * *"; found pull: */30',
    ],
    [`${least}log:\n\tlevel: info\n`, 'config.yml, line 4: '],
    [
      `${least}executor: { kind: sge }`,
      'config.yml, line 3: executor.kind is “sge”: expected local or slurm.',
    ],
    [
      `${least}executor: { kind: slurm, workFolder: /w, models: { Me2017: { memoryMb: 5 } } }`,
      'there is no key executor.models.Me2017.memoryMb: expected minutes, cpus, memoryMB',
    ],
    [
      `${least}executor: { kind: slurm, workFolder: /w, resources: { constraint: "a b" } }`,
      'executor.resources.constraint is “a b”: expected ',
    ],
    [`${least}fit: { nlive: 400 }`, 'there is no key fit.nlive: expected livePoints, seed'],
    [`${least}fit: { nlive: 400 }`, 'Did you mean livePoints?'],
    [`${least}fit: { error_budget: 1 }`, 'Did you mean errorBudget?'],
  ];
  for (const [text, expected] of mistakes) {
    const told = read(text);
    expect(told).toContain(expected);
    expect(told).not.toMatch(/expected \.|Invalid|undefined/);
  }
});

test('~ is the home folder wherever a path of this machine stands; elsewhere it is the home folder there', () => {
  const text = `channel: C0123ABCDEF
state: ~/nmma-state
log: { file: ~/nmma.log }
sources:
  - { kind: directory, folder: ~/candidates }
  - { kind: ssh, host: a.example.org, user: u, folder: ~/there, key: ~/.ssh/nmma, knownHosts: ~/k }
`;
  const home = homedir();
  expect(read(text)).toMatchObject({
    state: join(home, 'nmma-state'),
    log: { file: join(home, 'nmma.log') },
    sources: [{ folder: join(home, 'candidates') }, { folder: 'there', key: join(home, '.ssh/nmma') }],
  });
});

test('the record is kept outside the installation', () => {
  expect(defaultStateFolder({ STATE_DIRECTORY: '/var/lib/nmma-bot' })).toBe('/var/lib/nmma-bot');
  expect(defaultStateFolder({ XDG_STATE_HOME: '/x' })).toBe('/x/nmma-bot');
  expect(defaultStateFolder({ XDG_STATE_HOME: 'relative' })).toBe(join(homedir(), '.local/state/nmma-bot'));
  for (const inside of ['/opt/nmma-bot', '/opt/nmma-bot/.nmma/state', '/opt/nmma-bot/data']) {
    expect(() => requireStateOutside(inside, '/opt/nmma-bot')).toThrow(
      `state is ${inside}, inside the installation /opt/nmma-bot: an uninstall or git clean would delete the record.`,
    );
  }
  for (const outside of ['/opt/nmma-bot-state', '/opt', '/var/lib/nmma']) {
    expect(() => requireStateOutside(outside, '/opt/nmma-bot')).not.toThrow();
  }
});
