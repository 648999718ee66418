/** What a systemd unit is made of; all paths are absolute. */
export interface UnitParts {
  scope: 'system' | 'user';
  /** The folder that was cloned. */
  installation: string;
  config: string;
  state: string;
  /** Folders besides the state folder that the app writes to: backups, the log, the old layout. */
  alsoWritten: readonly string[];
  /** Who runs it, for a system unit. */
  runAs: string;
  /** Where an optional file of lines NAME=value with the tokens is. */
  environmentFile: string;
  /** Environment of the shell that the app needs too. */
  environment: Readonly<Record<string, string>>;
}

/** A word of a unit: quoted, and nothing in it is replaced. */
function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

/** As `quoted`, where systemd knows no variables. */
function path(word: string): string {
  return quoted(word).replaceAll('$$', '$');
}

/** What no app needs, and every service manager may forbid. */
const commonSandbox = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
];

/** What only the system's manager may forbid. */
const systemSandbox = [
  'CapabilityBoundingSet=',
  'ProtectSystem=strict',
  // SSH keys and the secrets' file are read from there.
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'RestrictNamespaces=yes',
];

/** The text of the unit that runs the app. */
export function unitText(parts: UnitParts): string {
  const { scope, installation, config, state, alsoWritten, runAs, environmentFile, environment } = parts;
  const isSystem = scope === 'system';
  const written = [`${installation}/.nmma`, state, ...alsoWritten];
  // systemd makes it, for whoever runs the app.
  const [, stateName] = /^\/var\/lib\/([^/]+)$/.exec(state) ?? [];
  return [
    '# Written by ./nmma service install, which replaces it.',
    '[Unit]',
    'Description=nmma-bot: fits ZTF transients and posts them to Slack',
    'After=network-online.target',
    'Wants=network-online.target',
    // At most five starts in ten minutes: a mistake does not keep Slack busy.
    'StartLimitIntervalSec=600',
    'StartLimitBurst=5',
    '',
    '[Service]',
    ...(isSystem ? [`User=${runAs}`] : []),
    `ExecStart=${quoted(`${installation}/nmma`)} start --config ${quoted(config)}`,
    `WorkingDirectory=${path(installation).slice(1, -1)}`,
    `EnvironmentFile=-${path(environmentFile).slice(1, -1)}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${path(`${name}=${value}`)}`),
    'Restart=on-failure',
    'RestartSec=30',
    '# Exit status 2 is a mistake in the configuration: a restart does not help.',
    'RestartPreventExitStatus=2',
    '# Fits go on while the app restarts.',
    'KillMode=process',
    'TimeoutStopSec=30',
    'UMask=0077',
    'OOMPolicy=continue',
    ...(isSystem && stateName ? [`StateDirectory=${stateName}`, 'StateDirectoryMode=0700'] : []),
    ...commonSandbox,
    ...(isSystem
      ? [...systemSandbox, `ReadWritePaths=${written.map((one) => path(`-${one}`)).join(' ')}`]
      : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}
