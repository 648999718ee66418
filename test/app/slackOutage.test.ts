import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../app/log.ts';
import { createSlackApp, type SlackApp } from '../../app/slackApp.ts';
import { fitsOfObject, openFits } from '../../db/fits.ts';
import { findObject } from '../../db/objects.ts';
import { deadPosts, pendingPosts, sentPosts } from '../../db/posts.ts';
import { everythingAllowed } from '../../handlers/permissions.ts';
import { SlackPublisher } from '../../handlers/publisher.ts';
import { registerHandlers } from '../../handlers/register.ts';
import { type Person, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { manifest } from '../handlers/helpers.ts';
import { type Bench, makeBench, nights } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';

const channel = 'C0NMMABOT1';
const objects = ['ZTF22aaaaaaa', 'ZTF22bbbbbbb', 'ZTF22ccccccc'];
let sandbox: Sandbox;
let slack: SlackApp;
let log: ReturnType<typeof openLog>;

beforeAll(async () => {
  sandbox = await startSandbox({
    scopes: manifest.oauth_config.scopes.bot,
    commands: manifest.features.slash_commands,
    fileProcessingMs: 20,
  });
  log = openLog({ level: 'error', file: '/dev/null' });
  const { botToken, appToken, slackApiUrl } = sandbox;
  slack = createSlackApp({ botToken, appToken, slackApiUrl, log: log.log, onRefused: () => {} });
  await slack.start();
});
afterAll(async () => {
  await slack.stop();
  await sandbox.close();
  await log.close();
});

/** The pipeline behind the real handlers, posting with the real publisher; only the fitter is a mock. */
function connected(): Bench {
  const publisher = new SlackPublisher({
    client: slack.publisherClient,
    log: log.log,
    pictureWaitMs: 2000,
  });
  const bench = makeBench({ publisher, channel });
  const deps = {
    service: bench.pipeline,
    permissions: everythingAllowed,
    uploads: publisher.uploads,
    log: log.log,
  };
  registerHandlers(slack.app, deps);
  return bench;
}

/** While there is no connection Slack says that the command failed, and a person types it again. */
async function typeUntilHeard(person: Person, text: string): Promise<void> {
  await until(async () => (await person.slash('#nmma-slack-bot', '/nmma', text)).ok);
}

/** Everything in the channel that the app posted, by the number of its post. */
function postNumbers(): number[] {
  return sandbox.workspace
    .messagesOf(channel)
    .filter((message) => message.ephemeralFor === undefined)
    .flatMap((message) => {
      const metadata = message.metadata as
        | { event_payload?: { post_id?: number; part?: string } }
        | undefined;
      const { post_id: postId, part } = metadata?.event_payload ?? {};
      // A reply that only shows the pictures of an edit is no post of its own.
      return part === undefined ? (postId ?? []) : [];
    });
}

test('through 429, 5xx, lost answers, dropped sockets, refreshes and doubled envelopes nothing is lost or doubled', async () => {
  const bench = connected();
  const mansi = sandbox.person('mansi');
  const igor = sandbox.person('igor');
  for (const object of objects) bench.candidate(object, nights, 18 + objects.indexOf(object));
  await bench.pull();
  const { faults } = sandbox;
  faults.order({ fault: 'answer', method: 'chat.postMessage', status: 429, retryAfter: 1 });
  faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  faults.order({ fault: 'answer', method: 'files.completeUploadExternal', status: 503 });
  await bench.pipeline.start();

  faults.order({ fault: 'duplicate', times: 2 });
  const name = objects[0] ?? '';
  expect(await mansi.slash('#nmma-slack-bot', '/nmma', `fit ${name} KN nlive=77`)).toMatchObject({
    ok: true,
  });
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('1 fit asked for');

  faults.order({ fault: 'disconnect', reason: 'refresh_requested' });
  faults.order({ fault: 'answer', method: 'response_url', status: 503 });
  await typeUntilHeard(igor, 'status');
  await igor.waitFor('ephemeral', 15_000);

  faults.order({ fault: 'drop-sockets', refuseForMs: 200 });
  faults.order({ fault: 'answer', method: 'chat.update', status: 500, times: 2 });
  faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  await typeUntilHeard(igor, `mute ${name} 2d a star`);
  await igor.waitFor('ephemeral', 15_000);
  // Later, when every pause is over.
  bench.later.seconds = 600;
  await until(() => openFits(bench.db).length + pendingPosts(bench.db).length === 0);
  await bench.pipeline.idle();
  await bench.pipeline.stop();

  expect(pendingPosts(bench.db)).toEqual([]);
  expect(deadPosts(bench.db, '2000-01-01')).toEqual([]);
  const numbers = postNumbers();
  expect(new Set(numbers).size).toBe(numbers.length);
  const owed = sentPosts(bench.db).filter((post) => post.editsPostId === null);
  expect(numbers.toSorted()).toEqual(owed.map((post) => post.id).toSorted());
  const inChannel = owed.filter((post) => post.kind === 'object');
  expect(inChannel).toHaveLength(objects.length);
  const fits = fitsOfObject(bench.db, findObject(bench.db, name)?.id ?? 0);
  expect(fits.filter((fit) => fit.requestedBy === mansi.id)).toHaveLength(1);
  expect(bench.pipeline.muted()).toMatchObject([{ object: name, mutedBy: igor.id, reason: 'a star' }]);
});
