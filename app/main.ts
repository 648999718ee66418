import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addWords, showHelp } from './cli/help.ts';
import { UsageError } from './config/usageError.ts';
import { project } from './paths.ts';
import { redact } from './secrets.ts';

let exitStatus = 0;
// The fitter's processes have other working folders.
for (const name of ['NMMA_ASSETS', 'SNCOSMO_DATA_DIR']) {
  const folder = process.env[name];
  if (folder) process.env[name] = resolve(folder);
}
const defaultConfig = join(project, 'config.yml');

const program = new Command('nmma')
  .description('Fits new transients with NMMA and posts what it finds to Slack')
  .option('--version', 'the version, and the commit of a clone')
  .helpCommand(false)
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
  .option('--executor <kind>', 'where fits run: local, or slurm')
  .option('--cluster <file>', 'for slurm: the executor section of a config.yml in a file of its own')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/demo.ts')).demo(flags);
  });

program
  .command('start')
  .description('Runs the app: needs config.yml, SLACK_BOT_TOKEN and SLACK_APP_TOKEN')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--since <date>', 'fit objects detected since that UTC date, instead of policy.maxAgeDays')
  .option('--dry-run', 'print what a start would fit, and fit and post nothing')
  .option('--sandbox', 'a rehearsal on a workspace of this machine, with a state of its own')
  .option('--port <number>', 'of that workspace’s page; left out: a free one')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/start.ts')).start(flags);
  });

program
  .command('sandbox')
  .description('A Slack workspace on this machine, as a process of its own: for a rehearsal of start')
  .option('--port <number>', 'of its page and of its Web API; left out: a free one')
  .option(
    '--state <folder>',
    'keeps tokens and messages there over a restart; left out: forgotten at the end',
  )
  .option('--posts-per-second <number>', 'how many a channel bears, as Slack does; 0: any number', '1')
  .option('--json', 'address and tokens as one line of JSON')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/sandbox.ts')).sandboxCommand(flags);
  });

program
  .command('backup')
  .description('Copies the database while the app runs, checks the copy, and keeps the newest')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'of the database there instead')
  .option('--to <folder>', 'where copies go; left out: backups/ in the state folder')
  .option('--keep <number>', 'how many copies stay', '48')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/backup.ts')).backup(flags);
  });

program
  .command('restore')
  .description('Puts a backup in the place of the database, which is kept beside it; the app must be stopped')
  .argument('<file>', 'a backup: its path, or its name in backups/')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'of the database there instead')
  .action(async (file, flags) => {
    exitStatus = await (await import('./cli/backup.ts')).restore(file, flags);
  });

program
  .command('db')
  .description('check: whether the database is whole')
  .argument('<word>', 'check')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'of the database there instead')
  .action(async (word, flags) => {
    if (word !== 'check') throw new UsageError(`db ${word}: expected db check.`);
    exitStatus = (await import('./cli/backup.ts')).checkRecord(flags);
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
  .description('Checks everything the app needs, one line each with its cure')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--cluster', 'the Slurm cluster too, with a short job')
  .option('--post', 'also uploads, posts, edits and deletes a test message in the channel')
  .option('--json', 'the findings as one JSON document')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/doctor/doctor.ts')).doctor(flags);
  });

program
  .command('setup')
  .description('Asks for everything that a start needs, checks each answer, writes config.yml and the tokens')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--yes <file>', 'takes the answers from this file instead of asking')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/setup.ts')).setup(flags);
  });

program
  .command('import')
  .description('Results of the old pipeline (candidate_fits) into the history of their objects')
  .argument('<folder>', 'with <window>/<object>/<model>_result.json')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'of the database there instead')
  .action(async (folder, flags) => {
    exitStatus = await (await import('./cli/importOld.ts')).importOld(folder, flags);
  });

program
  .command('deploy')
  .description('Puts the fitter, its Python environment and the models’ files on the Slurm cluster')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--cluster <file>', 'its executor section in a file of its own, instead')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/deploy.ts')).deployCommand(flags);
  });

program
  .command('assets')
  .description('Files that models need: which are there, and fetching what is missing')
  .argument('[words...]', 'list, or fetch and names of models')
  .option('--default', 'the models that are fitted to everything')
  .option('--json', 'the list as JSON')
  .action(async (words, flags) => {
    exitStatus = await (await import('./cli/assets.ts')).assets(words, flags);
  });

program
  .command('plot')
  .description('A chart of an object for a paper, or its data: PNG, SVG, PDF, Vega, CSV, a matplotlib script')
  .argument('<object>')
  .option('--model <word>', 'kind or name (default: the best)')
  .option('--chart <name>', 'light-curve, corner, models, strip, evidence, history')
  .option('--format <name>', 'png, svg, pdf, json (Vega’s specification), csv, py')
  .option('--theme <name>', 'light or dark')
  .option('--compare <fit>', 'another fit of the object beside it (strip, models)')
  .option('--out <folder>', 'where the files go (default: here)')
  .option('--json', 'the files’ names as JSON')
  .option('--config <file>', 'the configuration')
  .option('--state <folder>', 'look at the database there instead')
  .action(async (object, flags) => {
    exitStatus = await (await import('./cli/plot.ts')).plotCommand(object, flags);
  });

program
  .command('service')
  .description('install, uninstall, status: the app as a systemd service, of the machine or of your own')
  .argument('<word>', 'install, uninstall or status')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--user', 'a service of your own (the default, unless you are root)')
  .option('--system', 'a service of the machine (the default for root)')
  .option('--run-as <user>', 'who runs a service of the machine; left out: who owns the installation')
  .option('--print', 'write the unit to standard output, and change nothing')
  .action(async (word, flags) => {
    exitStatus = await (await import('./cli/serviceCommand.ts')).serviceCommand(word, flags);
  });

program
  .command('dev')
  .description(
    'For who changes the code: the app on a workspace of this machine, started anew when a file is saved',
  )
  .option('--config <file>', 'a configuration; left out: the demo’s light curves and two quick models')
  .option('--state <folder>', 'messages, database and jobs')
  .option('--port <number>', 'of the workspace’s page')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/dev.ts')).dev(flags);
  });

program
  .command('hook')
  .description('install, remove: git checks style and types of what is committed in this clone')
  .argument('<word>', 'install or remove')
  .action(async (word) => {
    exitStatus = await (await import('./cli/hook.ts')).hook(word);
  });

program
  .command('upgrade')
  .description(
    'Brings the newest version beside the one that runs, and checks it with a fit whose answer is known',
  )
  .option('--to <version>', 'a tag or commit instead of the newest')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/upgrade.ts')).upgrade(flags);
  });

program
  .command('rollback')
  .description('Lets the next start run the version before the last upgrade')
  .option('--restore', 'put back the database of before the upgrade too, where the upgrade changed it')
  .option('--config <file>', 'the configuration', defaultConfig)
  .option('--state <folder>', 'of the database there instead')
  .action(async (flags) => {
    exitStatus = await (await import('./cli/rollback.ts')).rollback(flags);
  });

for (const [name, what] of [
  ['install', 'Installs what is missing, and checks it with a fit whose answer is known'],
  ['test', 'Everything that is tested, or the named parts'],
  [
    'chaos',
    'Kills the app again and again, in every way it may be hurt, and counts what was lost or doubled',
  ],
  ['screenshots', 'Makes the pictures of the README anew'],
  ['gallery', 'Draws every kind of chart of the demo and of further folders into docs/gallery.md'],
  ['docs', 'Writes the generated pages, tables and pictures of docs/ anew'],
] as const) {
  program
    .command(name)
    .description(what)
    .argument('[part...]')
    .allowUnknownOption()
    .action(() => {
      throw new UsageError(`${name} is for the script in the project’s folder: type ./nmma ${name}`);
    });
}

program
  .command('help', { isDefault: true })
  .description('This list, or more about one word')
  .argument('[word]')
  // What is no word at all comes here too, with whatever stands behind it.
  .allowExcessArguments()
  .allowUnknownOption()
  .option('--json', 'the list as JSON')
  .action((word, flags) => showHelp(program, word, flags));

addWords(program, async (word, typed, flags) => {
  exitStatus = await (await import('./cli/wordFlags.ts')).runWord(word, typed, flags);
});

try {
  if (process.argv[2] === '--version') {
    process.stdout.write(`nmma-bot ${(await import('./version.ts')).version()}\n`);
    process.exit(0);
  }
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exitStatus = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    exitStatus = 2;
  } else {
    // People get the sentence; whoever looks for the cause asks for the stack.
    const isDebugging = process.env.NMMA_DEBUG !== undefined;
    const told = error instanceof Error ? error.message : String(error);
    const words = isDebugging && error instanceof Error ? (error.stack ?? told) : told;
    process.stderr.write(`${redact(words)}${isDebugging ? '' : ' (NMMA_DEBUG=1 shows where.)'}\n`);
    exitStatus = 1;
  }
}
// Nothing of ours is left running here; what a library left open must not keep the process.
process.exit(exitStatus);
