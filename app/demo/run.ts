import { join } from 'node:path';
import type { Executor } from '../../pipeline/executors/executor.ts';
import { equalOdds } from '../../pipeline/fits/priorOdds.ts';
import type { Pipeline, PipelineEvent } from '../../pipeline/pipeline.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { DirectorySource } from '../../pipeline/sources/directory.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { UsageError } from '../config/usageError.ts';
import type { Ending, Endings } from '../ending.ts';
import { openLog } from '../log.ts';
import { openSandbox } from '../sandbox/open.ts';
import { buildApp, type NmmaApp } from '../wiring.ts';
import { demoModels } from './demoModels.ts';
import { closingLines, fitLine } from './messages.ts';
import type { DemoOptions } from './options.ts';
import { demoReport, isSuccess } from './report.ts';
import { makeStateFolder } from './stateFolder.ts';
import { stopWithJobs } from './stop.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Pause between two looks at the folder while the demo stays up. */
const watchMs = 30_000;
const channel = 'C0NMMABOT1';
/**
 * Some of the demo's own light curves were observed deeper than the survey. They have photometric noise only: a fitted
 * error budget would go to its lower limit, where a jet's fit takes minutes.
 */
const ownFitDefaults = { errorBudget: 0.5, detectionLimits: null };

/** What the demo needs of the outside. */
export interface DemoParts {
  /** Makes the executor for a state folder; what it does beforehand is told line by line. */
  executor(stateDir: string, say: (words: string) => void): Promise<Executor>;
  endings: Endings;
}

function build(
  options: DemoOptions,
  parts: DemoParts,
  executor: Executor,
  sandbox: Sandbox,
  stateDir: string,
  log: ReturnType<typeof openLog>['log'],
) {
  try {
    return buildApp({
      channel,
      stateDir,
      sources: [new DirectorySource(options.candidates)],
      executor,
      models: options.models ?? demoModels(),
      fitDefaults: options.isOwnCandidates ? ownFitDefaults : {},
      // The demo has one object of each kind, which is what equal odds say.
      priorOdds: options.isOwnCandidates ? equalOdds : undefined,
      schedule: null,
      botToken: sandbox.botToken,
      appToken: sandbox.appToken,
      slackApiUrl: sandbox.slackApiUrl,
      log,
      onRefused: (error) => parts.endings.end({ error }),
    });
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(`--models: ${error.message}`);
    throw error;
  }
}

/** Tells on the terminal what the pipeline does. */
function tell(event: PipelineEvent, terminal: Terminal, texts: (ts: string) => string): void {
  if (event.type === 'pulled' && event.lightCurvesNew + event.fitsAsked > 0) {
    terminal.say(
      `${event.filesRead} files read, ${event.lightCurvesNew} new light curves, ${event.fitsAsked} fits asked for`,
    );
  } else if (event.type === 'problem') {
    terminal.say(`${event.file}${event.line === null ? '' : `, line ${event.line}`}: ${event.reason}`);
  } else if (event.type === 'progress') terminal.show(event.open);
  else if (event.type === 'fit-ended') terminal.say(fitLine(event.fit));
  else if (event.type === 'post-sent') terminal.say(`Posted: ${texts(event.ts)}`);
}

/** Waits until everything is posted, or for an ending from outside. */
async function untilDone(pipeline: Pipeline, endings: Endings): Promise<Ending | null> {
  return Promise.race([pipeline.idle().then(() => null), endings.ended]);
}

/** Pulls again and again until the end. */
async function watch(
  pipeline: Pipeline,
  endings: Endings,
  onError: (error: unknown) => void,
): Promise<Ending> {
  const timer = setInterval(() => {
    pipeline.pull({ trigger: 'schedule', requestedBy: null }).catch(onError);
  }, watchMs);
  return endings.ended.finally(() => clearInterval(timer));
}

/**
 * The whole path on this machine: workspace, app, light curves, fits, messages.
 * @returns the exit status: 0 when every fit asked for succeeded (or, without `--once`, when it was ended by hand).
 * @throws UsageError for what was typed wrongly.
 */
export async function runDemo(options: DemoOptions, parts: DemoParts): Promise<number> {
  const started = performance.now();
  const stateDir = makeStateFolder(options.state);
  const { log, close: closeLog } = openLog({ level: 'info', file: join(stateDir, 'nmma.log') });
  const sandbox = await openSandbox({ port: options.port });
  const terminal = await openTerminal(options.json ? process.stderr : process.stdout);
  terminal.say(`The workspace’s page: ${sandbox.url}`);
  terminal.say(`Database, jobs, charts and log: ${stateDir}`);
  let stop = async () => {};
  try {
    const executor = await parts.executor(stateDir, (words) => terminal.say(words));
    const app: NmmaApp = build(options, parts, executor, sandbox, stateDir, log);
    stop = () => stopWithJobs(app, executor);
    const { pipeline, db } = app;
    const texts = (ts: string) =>
      sandbox.workspace.findMessage(channel, ts)?.text.split('\n')[0] ?? 'a message';
    pipeline.onEvent((event) => tell(event, terminal, texts));
    await app.start();
    await pipeline.pull({ trigger: 'start', requestedBy: null });
    const ending = options.once
      ? await untilDone(pipeline, parts.endings)
      : await watch(pipeline, parts.endings, (error) => log.error({ err: error }, 'a pull failed'));
    terminal.close();
    const report = demoReport(db, pipeline, sandbox.url, (performance.now() - started) / 1000);
    for (const line of closingLines(report, pipeline)) terminal.say(line);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    if (ending !== null && 'error' in ending) throw ending.error;
    if (ending !== null) return options.once ? (ending.signal === 'SIGINT' ? 130 : 143) : 0;
    return isSuccess(report) ? 0 : 1;
  } finally {
    terminal.close();
    await stop();
    await sandbox.close();
    await closeLog();
  }
}
