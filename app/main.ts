import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { inRoot } from './paths.ts';
import { redact } from './secrets.ts';
import { UsageError } from './usageError.ts';

let exitStatus = 0;
// The fitter's processes have other working folders.
for (const name of ['NMMA_ASSETS', 'SNCOSMO_DATA_DIR']) {
  const folder = process.env[name];
  if (folder) process.env[name] = resolve(folder);
}
const defaultConfig = inRoot('config.yml');

const program = new Command('nmma')
  .description('Fits new transients with NMMA and posts what it finds to Slack')
  .exitOverride()
  .showHelpAfterError('See: nmma help');

program
  .command('demo')
  .description('The whole path on this machine: no account, no cluster, no configuration')
  .option('--once', 'end when everything is posted; status 0 only if every fit succeeded')
  .option('--candidates <folder>', 'fit every .csv in this folder or below')
  .option('--state <folder>', 'database, jobs, charts; a folder used before is gone on with')
  .option('--models <words>', 'kinds or models with commas between: SC,KN')
  .option('--json', 'end with one line of JSON on standard output')
  .option('--port <number>', 'of the workspace’s page')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/demo.ts')).demo(flags);
  });

program
  .command('start')
  .description('Runs the app: needs config.yml, SLACK_BOT_TOKEN and SLACK_APP_TOKEN')
  .option('--config <file>', 'the configuration', defaultConfig)
  .action(async (flags) => {
    exitStatus = await (await import('./cli/start.ts')).start(flags);
  });

program
  .command('status')
  .description('What runs, waits and went wrong, or all fits of one object')
  .argument('[object]', 'such as ZTF22aawacjw')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'look there instead')
  .option('--why', 'of an object: why it was fitted, or not')
  .action(async (object, flags) => {
    exitStatus = await (await import('./cli/status.ts')).status(object, flags);
  });

program
  .command('replay')
  .description('Windows of candidates played night by night through the app, on this machine')
  .argument('<folder>', 'with windows such as 2459784-2459791, in it or in its trees')
  .option(
    '--speed <number>',
    'simulated seconds per second; left out: the next night begins when all fits have ended',
  )
  .option('--models <words>', 'kinds or models with commas between: SC,KN')
  .option('--state <folder>', 'database, jobs, charts')
  .option('--config <file>', 'takes the policy from this configuration')
  .option('--json', 'the table as JSON')
  .action(async (folder, flags) => {
    exitStatus = await (await import('./cli/replay.ts')).replayCommand(folder, flags);
  });

program
  .command('doctor')
  .description('Checks everything the app needs, one line each')
  .option('--config <file>', 'the configuration', defaultConfig)
  .action(async (flags) => {
    exitStatus = await (await import('./cli/doctor.ts')).doctor(flags);
  });

program
  .command('assets')
  .description('Files that models need: which are there, and fetching what is missing')
  .argument('[words...]', 'list, or fetch and names of models')
  .option('--json', 'the list as JSON')
  .action(async (words, flags) => {
    exitStatus = await (await import('./cli/assets.ts')).assets(words, flags);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitStatus = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    exitStatus = 2;
  } else {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${redact(words)}\n`);
    exitStatus = 1;
  }
}
// Nothing of ours is left running here; what a library left open must not keep the process.
process.exit(exitStatus);
