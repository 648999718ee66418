import { createServer, type Server } from 'node:http';
import type { PipelineService } from '../pipeline/api/service.ts';
import type { StatusReport } from '../pipeline/api/views.ts';
import { errorMessage } from '../pipeline/shared/errorMessage.ts';
import { UsageError } from './config/usageError.ts';
import type { Log } from './log.ts';
import { version } from './version.ts';

/** Where the pages are served. */
export interface MonitoringOptions {
  /** null: they are not. */
  port: number | null;
  host: string;
  service: Pick<PipelineService, 'status'>;
  log: Log;
}

/** The pages, while they are served. */
export interface Monitoring {
  /** The port that is open; null: none. */
  port: number | null;
  stop(): Promise<void>;
}

const parts = ['source', 'executor', 'database', 'Slack', 'other'] as const;
const openStates = ['queued', 'submitted', 'running', 'lost'] as const;

/** A label's value in Prometheus' text format. */
function labelled(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  /** By the text between the braces; '' for none. */
  values: Record<string, number>;
}

const byLabel = (name: string, of: readonly string[], count: (value: string) => number) =>
  Object.fromEntries(of.map((value) => [`${name}="${labelled(value)}"`, count(value)]));

function gauge(name: string, help: string, values: Record<string, number> | number): Metric {
  return { name, help, type: 'gauge', values: typeof values === 'number' ? { '': values } : values };
}

function isWell({ health, incidents }: StatusReport): boolean {
  return health.every((line) => line.isWell) && incidents.length === 0;
}

function metricsOf(report: StatusReport, own: { version: string; startedMs: number }): Metric[] {
  const { open, health, pendingPosts, notPosted, lastPull, lastCleaning, problems } = report;
  const inState = (state: string) => open.filter((fit) => fit.state === state).length;
  const inTrouble = (part: string) => health.filter((line) => line.part === part && !line.isWell).length;
  const seconds = (at: string | undefined) => (at === undefined ? 0 : Date.parse(at) / 1000);
  return [
    gauge('nmma_info', 'The version that runs.', { [`version="${labelled(own.version)}"`]: 1 }),
    gauge('nmma_healthy', '1 when nothing is in trouble.', isWell(report) ? 1 : 0),
    gauge('nmma_troubles', 'Troubles of the infrastructure, by part.', byLabel('part', parts, inTrouble)),
    gauge('nmma_fits_open', 'Fits that have not ended, by state.', byLabel('state', openStates, inState)),
    gauge('nmma_posts_pending', 'Messages that are still to be sent.', pendingPosts),
    gauge('nmma_posts_failed', 'Messages that could not be sent and wait for somebody.', notPosted.length),
    gauge(
      'nmma_last_pull_timestamp_seconds',
      'When sources were last looked at; 0: never.',
      seconds(lastPull?.at),
    ),
    gauge('nmma_last_pull_problems', 'Files that the last look could not use.', problems.length),
    gauge(
      'nmma_last_cleaning_timestamp_seconds',
      'When files were last cleaned; 0: never.',
      seconds(lastCleaning?.at),
    ),
    gauge('process_resident_memory_bytes', 'Memory of the app.', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'When the app started.', own.startedMs / 1000),
  ];
}

/** Metrics in Prometheus' text format, version 0.0.4. */
function textOf(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, type, values }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...Object.entries(values).map(([label, value]) => `${name}${label && `{${label}}`} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function serverOf(service: MonitoringOptions['service'], log: Log): Server {
  const own = { version: version(), startedMs: Date.now() };
  return createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    const [path = ''] = (request.url ?? '').split('?');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'text/plain', 'GET only\n');
    if (path !== '/health' && path !== '/metrics')
      return answer(404, 'text/plain', 'There are /health and /metrics.\n');
    try {
      const report = service.status();
      if (path === '/metrics')
        return answer(200, 'text/plain; version=0.0.4; charset=utf-8', textOf(metricsOf(report, own)));
      const { health, incidents } = report;
      const well = isWell(report);
      answer(
        well ? 200 : 503,
        'application/json',
        `${JSON.stringify({ isWell: well, health, incidents })}\n`,
      );
    } catch (error) {
      log.error({ err: error }, 'how the app is could not be told');
      answer(503, 'text/plain', `${errorMessage(error)}\n`);
    }
  });
}

/**
 * Serves `/health` (status 200 when all is well, else 503) and Prometheus' `/metrics`.
 * @throws UsageError when the port cannot be opened.
 */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const { port, host, service, log } = options;
  if (port === null) return { port, stop: async () => {} };
  const server = serverOf(service, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new UsageError(
          `monitoring: ${host}:${port} cannot be opened (${errorMessage(error)}): expected a free port of this machine.`,
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
