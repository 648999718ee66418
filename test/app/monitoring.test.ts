import { expect, test } from 'vitest';
import { z } from 'zod';
import { statusReport } from '../../app/examples/posts.ts';
import { openLog } from '../../app/log.ts';
import { type Monitoring, startMonitoring } from '../../app/monitoring.ts';
import type { StatusReport } from '../../pipeline/api/views.ts';
import { afterwards } from '../pipeline/scratch.ts';

const { log } = openLog({ level: 'silent', file: null });
const host = '127.0.0.1';

async function serve(status: () => StatusReport, port = 0): Promise<Monitoring> {
  const monitoring = await startMonitoring({ port, host, service: { status }, log });
  afterwards(() => monitoring.stop());
  return monitoring;
}

async function get({ port }: Monitoring, path: string, method = 'GET') {
  const answer = await fetch(`http://${host}:${port}${path}`, { method });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

test('health is 200 when all is well, else 503 with what is wrong', async () => {
  let report = statusReport();
  const monitoring = await serve(() => report);
  expect(await get(monitoring, '/health')).toMatchObject({ status: 200, type: 'application/json' });
  report = statusReport({ incidents: ['The disk is full.'] });
  const { status, text } = await get(monitoring, '/health');
  expect(status).toBe(503);
  const told = z.object({ isWell: z.boolean(), incidents: z.array(z.string()) }).parse(JSON.parse(text));
  expect(told).toEqual({ isWell: false, incidents: ['The disk is full.'] });
  expect((await get(monitoring, '/')).status).toBe(404);
  expect((await get(monitoring, '/health', 'POST')).status).toBe(405);
});

test('metrics are lines that Prometheus reads', async () => {
  const health = [{ part: 'executor' as const, isWell: false, words: 'x' }];
  const lastPull = { runId: 1, at: '2026-11-28T04:00:00Z', filesRead: 1, lightCurvesNew: 0 };
  const monitoring = await serve(() => statusReport({ health, pendingPosts: 3, lastPull }));
  const { status, type, text } = await get(monitoring, '/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(text.endsWith('\n')).toBe(true);
  const sample = /^[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.e+]+$/;
  const lines = text.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^# (HELP|TYPE) [a-z_]+ ./.test(line) ? /./ : sample);
  expect(lines).toEqual(
    expect.arrayContaining([
      'nmma_healthy 0',
      'nmma_troubles{part="executor"} 1',
      'nmma_troubles{part="Slack"} 0',
      'nmma_posts_pending 3',
      'nmma_last_pull_timestamp_seconds 1795838400',
    ]),
  );
});

test('a port that is taken is one sentence; without a port nothing is served', async () => {
  const first = await serve(() => statusReport());
  await expect(serve(() => statusReport(), first.port ?? 0)).rejects.toThrow(
    /^monitoring: 127\.0\.0\.1:\d+ cannot be opened/,
  );
  const none = await startMonitoring({ port: null, host, service: { status: () => statusReport() }, log });
  expect(none.port).toBeNull();
  await none.stop();
});
