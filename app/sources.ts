import { programmes } from '../pipeline/api/audience.ts';
import { DirectorySource } from '../pipeline/sources/directory.ts';
import { AlerceLookup } from '../pipeline/sources/lookups/alerce.ts';
import { FinkLookup } from '../pipeline/sources/lookups/fink.ts';
import type { NameLookup } from '../pipeline/sources/lookups/nameLookup.ts';
import { SkyPortalSource } from '../pipeline/sources/skyportal.ts';
import type { FoundLightCurve, Source } from '../pipeline/sources/source.ts';
import { type RemoteReader, SshSource } from '../pipeline/sources/ssh.ts';
import type { Config } from './config/config.ts';
import type { SourceConfig } from './config/intakeConfig.ts';
import { UsageError } from './config/usageError.ts';

/** How to reach another host. */
export type OpenRemote = (login: {
  host: string;
  port: number;
  user: string;
  key: string | null;
  knownHosts: string;
}) => RemoteReader;

function tokenOf(environment: NodeJS.ProcessEnv, variable: string, source: string): string {
  const token = environment[variable]?.trim();
  if (token) return token;
  throw new UsageError(`${variable} is not set: expected the token of the source ${source}.`);
}

function layoutOf({ windows, trees }: Extract<SourceConfig, { folder: string }>) {
  return { windows, trees: trees ?? undefined };
}

function makeSource(
  config: SourceConfig,
  environment: NodeJS.ProcessEnv,
  openRemote: OpenRemote | null,
): Source {
  if (config.kind === 'directory') {
    const source = new DirectorySource(config.folder, config.name, layoutOf(config));
    return config.watch ? source : { name: source.name, scan: (options) => source.scan(options) };
  }
  if (config.kind === 'ssh') {
    if (openRemote === null) throw new UsageError(`sources: ${config.name}: ssh is not part of this build.`);
    const { host, port, user, key } = config;
    const knownHosts = config.knownHosts ?? `${environment.HOME ?? ''}/.ssh/known_hosts`;
    const remote = openRemote({ host, port, user, key, knownHosts });
    return new SshSource(config.name, remote, config.folder, layoutOf(config));
  }
  const { name, url, groups, filters, days, programme } = config;
  return new SkyPortalSource({
    name,
    url,
    token: tokenOf(environment, config.token, name),
    groups,
    filters,
    days,
    program: programme === null ? null : programmes.indexOf(programme) + 1,
  });
}

/**
 * Makes the sources of a configuration, and what objects are looked up with that none of them has brought.
 * @throws UsageError for a token that is not set.
 */
export function makeSources(
  config: Pick<Config, 'sources' | 'lookup'>,
  environment: NodeJS.ProcessEnv,
  openRemote: OpenRemote | null,
): { sources: Source[]; lookups: NameLookup[] } {
  const sources = config.sources.map((source) => makeSource(source, environment, openRemote));
  const own = sources.filter((source) => source instanceof SkyPortalSource);
  const services = config.lookup.map((name) => (name === 'alerce' ? new AlerceLookup() : new FinkLookup()));
  return { sources, lookups: [...own, ...services] };
}

/** A source that brings only its newest light curve; the others stay unread for later. */
export function newestOf(source: Source): Source {
  const lastJd = ({ points }: FoundLightCurve) => points.at(-1)?.jd ?? 0;
  return {
    name: source.name,
    async scan(options) {
      const scan = await source.scan(options);
      const [newest] = scan.lightCurves.toSorted((a, b) => lastJd(b) - lastJd(a));
      const lightCurves = newest === undefined ? [] : [newest];
      return {
        ...scan,
        lightCurves,
        problems: [],
        read: scan.read.filter(({ file }) => file === newest?.file),
      };
    },
  };
}

/** Which sources have a schedule of their own, and the names of the others. */
export function schedulesOf(sources: readonly SourceConfig[]): {
  sources: { name: string; rule: string }[];
  names: string[];
} {
  return {
    sources: sources.flatMap(({ name, schedule }) => (schedule === null ? [] : [{ name, rule: schedule }])),
    names: sources.flatMap(({ name, schedule }) => (schedule === null ? [name] : [])),
  };
}
