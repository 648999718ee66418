import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AppChoices, tellAppState } from '../../../app/appState.ts';
import { shellService } from '../../../app/cli/service.ts';
import { runWord, shellUser } from '../../../app/cli/wordFlags.ts';
import { UsageError } from '../../../app/config/usageError.ts';
import { openLog } from '../../../app/log.ts';
import { openPullRequests } from '../../../db/pullRequests.ts';
import { commands } from '../../../handlers/commands/nmma.ts';
import { doCommand } from '../../../handlers/commands/runCommand.ts';
import { everythingAllowed } from '../../../handlers/permissions.ts';
import { rateOdds } from '../../../pipeline/fits/priorOdds.ts';
import {
  type Bench,
  channel,
  contentOf,
  makeBench,
  nights,
  tickUntil,
} from '../../pipeline/pipelineExamples.ts';
import { afterwards } from '../../pipeline/scratch.ts';
import { plainChoices } from '../appChoices.ts';

const object = 'ZTF22aaaaaaa';
const { log } = openLog({ level: 'silent', file: null });

/** A word in a shell, in a process of its own. */
async function nmma(bench: Pick<Bench, 'stateDir'>, ...words: string[]) {
  const all = ['app/main.ts', ...words, '--state', bench.stateDir];
  const result = await execa(process.execPath, all, { reject: false, env: { FORCE_COLOR: '1' } });
  return { status: result.exitCode, out: result.stdout, error: result.stderr };
}

/** The same word as Slack does it, on the app's own pipeline. */
async function slack(bench: Bench, text: string): Promise<unknown> {
  const deps = { service: bench.pipeline, permissions: everythingAllowed, log };
  const { answer } = await doCommand(deps, text, 'U0MANSI001');
  return JSON.parse(JSON.stringify(answer.data));
}

/** An app that has fitted one object, and tells how it is. */
async function app(more: Parameters<typeof makeBench>[0] = {}): Promise<Bench> {
  const bench = makeBench({
    summaryDate: () => new Date(Date.now() - 43_200_000).toISOString().slice(0, 10),
    ...more,
  });
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  tell(bench);
  return bench;
}

/** What the running app writes down about itself. */
function tell(bench: Bench, sees: AppChoices['audience'][number]['sees'] = ['public', 'partnership']): void {
  const audience = [{ id: channel, sees }];
  const given = { channel, audience, models: ['SC', 'KN'], fitDefaults: { seed: 5 }, postThreshold: null };
  const choices = { ...given, priorOdds: rateOdds, portalUrl: null, workspaceUrl: null };
  const stop = tellAppState(bench.db, bench.pipeline, choices, log);
  afterwards(stop);
}

describe('words that only look', () => {
  it('give the same facts as in Slack, as text and as JSON', async () => {
    const bench = await app();
    const today = new Date().toISOString().slice(0, 10);
    const lines = [
      'status',
      `status ${object.slice(3)}`,
      'muted',
      'history',
      `history ${object} today`,
      'models',
      'runs',
      'report',
      `report ${today}`,
      'help fit',
    ];
    for (const line of lines) {
      const { status, out, error } = await nmma(bench, ...line.split(' '), '--json');
      expect([line, status, error]).toEqual([line, 0, '']);
      // A shell has options of its own.
      if (line === 'help fit') expect(JSON.parse(out)).toMatchObject(Object(await slack(bench, line)));
      else expect(JSON.parse(out), line).toEqual(await slack(bench, line));
    }
    const { out } = await nmma(bench, 'status', object);
    expect(out).toMatch(/^#\d+ +KN \(Me2017\) ⚠? +best +−20\.00 ± 0\.10$/m);
    expect(out).toMatch(/^4 detections and 1 limit.*point \d years ago \(2022-07-29/m);
    // Not a terminal: no colours, whatever the environment says.
    expect(out).not.toContain('\u001b');
    expect((await nmma(bench, 'runs')).out).toMatch(
      /^run 1 \d{4}-\d\d-\d\d .*1 new light curve; 2 succeeded; /m,
    );
  });

  it('say that the app does not run, and what is known all the same', async () => {
    const bench = makeBench();
    const { out } = await nmma(bench, 'status');
    expect(out).toContain('⚠ other: The app does not run. Start it with ./nmma start.');
    expect(out).toMatch(/✓ database: .* MB, writable\./);
    tell(bench);
    expect((await nmma(bench, 'status')).out).toContain('✓ Slack:');
  });
});

describe('words that do something', () => {
  it('are rows that the running app takes up: mute, fit, cancel, unmute', async () => {
    const bench = await app();
    bench.behave({ Piro2021: { seconds: 600 } });
    const muted = await nmma(bench, 'mute', object, '2d', 'an AGN, see *Fritz*');
    expect(muted).toMatchObject({ status: 0, error: '' });
    expect(muted.out).toContain(`./nmma unmute ${object} takes it back`);
    expect(bench.pipeline.muted()).toMatchObject([{ mutedBy: shellUser(), reason: 'an AGN, see *Fritz*' }]);
    const asked = await nmma(bench, 'fit', object, 'SC', 'nlive=321', '--force', '--json');
    const [outcome] = JSON.parse(asked.out);
    expect(outcome).toMatchObject({ object, queued: [{ model: 'Piro2021' }], reused: [] });
    await tickUntil(bench, () => bench.pipeline.status().open[0]?.state === 'running');
    const [open] = bench.pipeline.status().open;
    expect(open).toMatchObject({ fitId: outcome.queued[0].fitId, requestedBy: shellUser() });
    // As the app was started, not as this shell would.
    expect((await bench.pipeline.fitDetails(open?.fitId ?? 0)).settings).toContainEqual(
      expect.objectContaining({ value: '321' }),
    );
    expect(bench.db.prepare("SELECT settings ->> 'seed' FROM fits ORDER BY id DESC").pluck().get()).toBe(5);
    expect((await nmma(bench, 'cancel', `#${open?.fitId}`)).out).toContain('Piro2021');
    expect((await nmma(bench, 'unmute', object)).status).toBe(0);
    await bench.settle();
    expect(bench.pipeline.status().open).toEqual([]);
    expect(bench.pipeline.muted()).toEqual([]);
    const [first] = bench.publisher.inChannel();
    const thread = bench.publisher.inThread(first?.ts).map((one) => one.content);
    const notices = thread.filter((content) => content.kind === 'mute-notice');
    expect(notices.map(({ by, mute }) => [by, mute?.reason])).toEqual([
      [shellUser(), 'an AGN, see *Fritz*'],
      [shellUser(), undefined],
    ]);
    const [, ...others] = bench.publisher.messages.filter(({ threadTs }) => threadTs === null);
    expect(others).toEqual([]);
    expect(contentOf('object-report', first).muted).toBeNull();
  });

  it('a pull is made by the running app, and told with what it found', async () => {
    const bench = await app();
    await bench.pipeline.start();
    afterwards(() => bench.pipeline.stop());
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    const { status, out } = await nmma(bench, 'pull', '--json');
    expect([status, JSON.parse(out)]).toEqual([
      0,
      { runId: expect.any(Number), lightCurvesNew: 1, fitsAsked: 2, problems: 0, unreached: [], late: [] },
    ]);
    expect(bench.pipeline.runs(1)).toMatchObject([{ trigger: 'command', requestedBy: shellUser() }]);
  });

  it('a pull that no app makes says so in one sentence', async () => {
    const bench = await app();
    const service = shellService({ ...bench, configured: null, pullWaitMs: 300 });
    const asking = service.pull({ trigger: 'command', requestedBy: 'shell:mansi' });
    await expect(asking).rejects.toThrow('the app does not seem to run (./nmma start).');
    expect(openPullRequests(bench.db)).toMatchObject([{ requestedBy: 'shell:mansi' }]);
  });

  it('are refused where nothing says which channel is told', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    for (const words of [
      ['mute', object],
      ['fit', object, 'SC'],
    ]) {
      const { status, error } = await nmma(bench, ...words);
      expect([status, error]).toEqual([2, expect.stringContaining('name its configuration (--config)')]);
    }
    expect(bench.pipeline.muted()).toEqual([]);
  });
});

it('what is typed wrongly is one sentence on standard error, and status 2', async () => {
  const bench = await app();
  const mistakes: [string[], string][] = [
    [['status', 'ZTF22aaaaaab'], 'No object `ZTF22aaaaaab`: did you mean ZTF22aaaaaaa?'],
    [['status', object, object], `status takes one object; “${object}” is too much.`],
    [['fit'], 'Which object? Type for example: ./nmma fit ZTF22aawacjw KN'],
    [['fit', object, 'KNN'], 'KN'],
    [['fit', object, 'nlve=3'], 'No setting “nlve”'],
    [['fit', object, 'nlive=3'], 'nlive is “3”: expected a whole number from 20 to 20000.'],
    [['mute'], 'Which object? Type for example: ./nmma mute'],
    [['mute', object, '2020-01-01'], 'is in the past'],
    [['cancel', 'run', '99'], 'There is no run 99: `./nmma runs` lists the newest.'],
    [['history', object, 'x'], 'history takes one object and one date'],
    [['report', '2026-13-01'], 'is no date'],
  ];
  for (const [[word = '', ...typed], sentence] of mistakes) {
    const error = await runWord(word, typed, { state: bench.stateDir }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    const { message } = z.object({ message: z.string() }).parse(error);
    expect(message).toContain(sentence);
    expect(message).not.toMatch(/\n|(?<!\.)\/nmma /);
  }
  for (const [words, sentence] of [
    [['fit', 'x'], 'No object `x`'],
    [['sttus', '--json'], 'Did you mean status?'],
    [['help', 'mut'], 'Did you mean mute?'],
  ] as const) {
    const { status, out, error } = await nmma(bench, ...words);
    expect([words, status, out]).toEqual([words, 2, '']);
    expect(error).toContain(sentence);
    expect(error.split('\n')).toHaveLength(1);
  }
});

it('help has every word of Slack and of the program, as text and as JSON', async () => {
  const help = async (...words: string[]) =>
    (await execa(process.execPath, ['app/main.ts', 'help', ...words])).stdout;
  const told: { word: string; options: string[] }[] = JSON.parse(await help('--json'));
  const text = await help();
  const own = ['demo', 'start', 'test', 'doctor', 'assets'];
  for (const word of [...commands.map((one) => one.word), ...own]) {
    expect(told.map((one) => one.word)).toContain(word);
    expect(text).toMatch(new RegExp(`^  ${word} `, 'm'));
  }
  expect(told.find(({ word }) => word === 'demo')?.options).toContain('--once');
  expect(await help('mute')).toContain('Example: ./nmma mute ZTF22aawacjw 2d an AGN, see Fritz');
});

describe('what is asked for in a shell', () => {
  it('brings no data of the partnership into a channel that sees public data only', async () => {
    const bench = await app({ audience: [{ id: channel, sees: ['public'] }] });
    tell(bench, ['public']);
    const service = shellService({ ...bench, configured: null });
    const request = {
      objectName: object,
      words: ['KN'],
      settings: { seed: 9 },
      force: true,
      requestedBy: 'shell:x',
    };
    expect(service.requestFits(request).queued).toHaveLength(1);
    service.mute({ objectName: object, by: 'shell:x', reason: null, end: null });
    await bench.settle();
    expect(bench.publisher.attempts).toEqual([]);
    // An app that has not told who sees what is taken at its strictest.
    const unsure = shellService({
      ...bench,
      configured: {
        channel,
        audience: [],
        models: null,
        fitDefaults: {},
        postThreshold: null,
        priorOdds: rateOdds,
        portalUrl: null,
        workspaceUrl: null,
      },
    });
    expect(unsure.maySeeAll(channel)).toBe(false);
  });
});

it('status --check tells monitoring how everything is by its exit status', async () => {
  const bench = makeBench();
  const stop = tellAppState(bench.db, bench.pipeline, plainChoices, log);
  const running = await nmma(bench, 'status', '--check');
  expect(running).toMatchObject({ status: 0, error: '' });
  expect(running.out).toMatch(/^ok {2}database: /m);
  stop();
  const stopped = await nmma(bench, 'status', '--check');
  expect(stopped.status).toBe(3);
  expect(stopped.out).toContain('not ok  other: The app does not run');
});
