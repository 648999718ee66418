import { type Config, readTokens, requireStateOutside } from '../config/config.ts';
import { fitLine } from '../demo/messages.ts';
import { openTerminal } from '../demo/terminal.ts';
import { Endings } from '../ending.ts';
import { bringModelFiles } from '../modelFiles.ts';
import { requirePython } from '../python.ts';

/** Where the first fit runs. */
export interface FirstFit {
  config: Config;
  /** With the tokens. */
  environment: NodeJS.ProcessEnv;
  slackApiUrl?: string | undefined;
  say(words: string): void;
}

/**
 * Fits the newest object of the first source, of any age, posts it, and ends; everything else waits for the first start.
 * @returns how many messages were posted. @throws UsageError for what keeps the app from starting.
 */
export async function fitFirst({ config, environment, slackApiUrl, say }: FirstFit): Promise<number> {
  requireStateOutside(config.state);
  process.umask(0o077);
  const tokens = readTokens(environment);
  const python = requirePython();
  if (config.models === null) await bringModelFiles({ python, say });
  const { runApp } = await import('../runApp.ts');
  const terminal = await openTerminal(process.stdout);
  let posted = 0;
  try {
    await runApp({
      // The terminal is for the person; problems are told below.
      config: {
        ...config,
        log: { ...config.log, level: config.log.file === null ? 'error' : config.log.level },
      },
      tokens,
      python,
      endings: new Endings().listen(),
      slackApiUrl,
      onlyNewest: {
        tell(event) {
          if (event.type === 'progress') terminal.show(event.open);
          else if (event.type === 'fit-ended') terminal.say(fitLine(event.fit));
          else if (event.type === 'post-sent') posted += 1;
        },
      },
    });
  } finally {
    terminal.close();
  }
  return posted;
}
