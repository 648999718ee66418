import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorMessage } from '../shared/errorMessage.ts';
import { fullName, iauDesignation, isObjectName, nameExample } from '../shared/objectName.ts';
import { dayMs } from '../shared/time.ts';
import { FormatError } from './formats/photometryFile.ts';
import { askJson, type HttpAnswer, type HttpOptions, whileSomebodyWaits } from './http.ts';
import { oneLightCurve } from './lookups/findOne.ts';
import type { NameLookup } from './lookups/nameLookup.ts';
import { type Measured, takeMeasured } from './measured.ts';
import { portalPhotometryQuery, readPortalPhotometry } from './portalPhotometry.ts';
import { addProblem, readerVersion } from './readLightCurveFile.ts';
import { emptyScan, type FoundLightCurve, type ScanOptions, type Source, type SourceScan } from './source.ts';

/** Where and what to look for in a SkyPortal. */
export interface SkyPortalOptions {
  name: string;
  /** https://fritz.science */
  url: string;
  token: string;
  /** Numbers of groups whose saved sources are wanted. */
  groups: readonly number[];
  /** Numbers of filters whose candidates are wanted. */
  filters: readonly number[];
  /** Objects saved, or passed by a filter, within so many days are followed. */
  days: number;
  /** Programme id of photometry that does not say; null: not known. */
  program: number | null;
  /** Requests per second; default 3. nginx in front of Fritz takes five. */
  rate?: number;
  http?: HttpOptions;
  clock?: () => Date;
}

const pageSize = 100;
/** With the statistics of detections a page takes its time. */
const listTimeoutMs = 60_000;
/** More pages than this are a server that counts wrongly. */
const mostPages = 200;
/** After so many objects in a row whose photometry does not come, the others wait for the next pull. */
const mostFailures = 3;

/** How versions of SkyPortal say, with a status of 400, that an object is not there, or not for this token. */
const isUnknown =
  /invalid object id|insufficient permissions for user .* to read obj|does not exist|not found/i;

const number = z.number().nullish();
const wrapped = z.looseObject({
  status: z.string().optional(),
  message: z.string().nullish(),
  data: z.unknown().optional(),
});
const photStat = z.looseObject({
  num_obs_global: number,
  recent_obs_mjd: number,
  last_update: z.string().nullish(),
});
const listed = z.looseObject({
  id: z.string(),
  photstats: z.array(photStat).nullish(),
  alias: z.array(z.string()).nullish().catch(null),
  tns_name: z.string().nullish().catch(null),
});
const pageSchema = z.looseObject({
  totalMatches: z.number(),
  queryID: z.string().nullish(),
  sources: z.array(listed).optional(),
  candidates: z.array(listed).optional(),
});
/** What changes when an object's photometry does; null when the server does not tell. */
function stampOf(source: z.infer<typeof listed>): string | null {
  const stats = source.photstats?.[0];
  if (!stats) return null;
  return `${stats.num_obs_global}:${stats.recent_obs_mjd}:${stats.last_update}:${readerVersion}`;
}

/** An object as a list has it. */
interface Followed {
  /** What it is called there. */
  id: string;
  /** See {@link stampOf}. */
  known: string | null;
  aliases: string[];
}

function followed(one: z.infer<typeof listed>): Followed {
  const names = [...(one.alias ?? []), one.tns_name ?? ''];
  return { id: one.id, known: stampOf(one), aliases: names.flatMap((name) => fullName(name) ?? []) };
}

/**
 * A SkyPortal, such as Fritz, by its documented API (https://docs.fritz.science/api.html): saved sources of groups and
 * candidates of filters, page by page, and the photometry of those that changed.
 */
export class SkyPortalSource implements Source, NameLookup {
  readonly name: string;
  readonly #options: SkyPortalOptions;
  #nextAt = 0;

  constructor(options: SkyPortalOptions) {
    this.name = options.name;
    this.#options = { ...options, url: options.url.replace(/\/+$/, '') };
  }

  /** Asks, not faster than the rate. */
  async #get(path: string, how: HttpOptions = {}): Promise<HttpAnswer> {
    const { url, token, rate = 3, http = {} } = this.#options;
    const now = Date.now();
    const wait = this.#nextAt - now;
    this.#nextAt = Math.max(now, this.#nextAt) + 1000 / rate;
    if (wait > 0) await sleep(wait);
    return askJson(`${url}${path}`, {
      ...how,
      ...http,
      headers: { Authorization: `token ${token}` },
    });
  }

  async #data(
    path: string,
    how?: HttpOptions,
  ): Promise<{ data: unknown; status: number; bytes: Uint8Array }> {
    const { status, value, bytes } = await this.#get(path, how);
    const parsed = wrapped.safeParse(value);
    if (status === 404 || (status === 400 && isUnknown.test(parsed.data?.message ?? ''))) {
      return { data: null, status, bytes };
    }
    if (!parsed.success || status !== 200 || parsed.data.status === 'error') {
      const said = parsed.data?.message ?? 'no reason';
      const { host } = new URL(this.#options.url);
      throw new Error(`${host} refuses ${path.split('?')[0]} (${status}): ${said.slice(0, 150)}.`);
    }
    return { data: parsed.data.data, status, bytes };
  }

  /**
   * Groups and filters that the portal does not show to this token: "group 12".
   * @throws Error in one sentence when it is not reached, or refuses the token.
   */
  async unknownPlaces(): Promise<string[]> {
    const { groups, filters } = this.#options;
    const places = [
      ...groups.map((id) => ({ words: `group ${id}`, path: `/api/groups/${id}` })),
      ...filters.map((id) => ({ words: `filter ${id}`, path: `/api/filters/${id}` })),
    ];
    const unknown: string[] = [];
    for (const { words, path } of places) {
      const { data } = await this.#data(path, whileSomebodyWaits);
      if (data === null || data === undefined) unknown.push(words);
    }
    return unknown;
  }

  /** Every page of a list. */
  async #list(path: string, words: Record<string, string>): Promise<z.infer<typeof listed>[]> {
    const all: z.infer<typeof listed>[] = [];
    let queryID: string | null = null;
    for (let page = 1; page <= mostPages; page += 1) {
      const query = new URLSearchParams({ ...words, pageNumber: String(page), numPerPage: String(pageSize) });
      // What is found is kept there for a while: the pages are then those of one list, whatever comes meanwhile.
      if (queryID !== null) query.set('queryID', queryID);
      const { data } = await this.#data(`${path}?${query}`, { timeoutMs: listTimeoutMs });
      const parsed = pageSchema.safeParse(data);
      if (!parsed.success)
        throw new Error(`${new URL(this.#options.url).host} answers ${path} with no list.`);
      const entries = parsed.data.sources ?? parsed.data.candidates ?? [];
      all.push(...entries);
      queryID = parsed.data.queryID ?? null;
      if (entries.length === 0 || page * pageSize >= parsed.data.totalMatches) break;
    }
    return all;
  }

  async #photometry(
    object: string,
    how?: HttpOptions,
  ): Promise<{ rows: Measured[]; bytes: Uint8Array } | null> {
    const path = `/api/sources/${encodeURIComponent(object)}/photometry?${portalPhotometryQuery}`;
    const { data, bytes } = await this.#data(path, how);
    if (data === null) return null;
    return { rows: readPortalPhotometry(data), bytes };
  }

  /** Objects that are followed, by their ids there. */
  async #objects(): Promise<Map<string, Followed>> {
    const { groups, filters, days, clock = () => new Date() } = this.#options;
    const since = new Date(clock().getTime() - days * dayMs).toISOString().slice(0, 19);
    const saved =
      groups.length === 0
        ? []
        : await this.#list('/api/sources', {
            group_ids: groups.join(','),
            savedAfter: since,
            includeDetectionStats: 'true',
          });
    const passed =
      filters.length === 0
        ? []
        : await this.#list('/api/candidates', {
            filterIDs: filters.join(','),
            startDate: since,
            savedStatus: 'all',
          });
    return new Map([...passed, ...saved].map((one): [string, Followed] => [one.id, followed(one)]));
  }

  /** @see Source.look */
  async scan(options: ScanOptions = {}): Promise<SourceScan> {
    const scan = emptyScan();
    const changed: (Followed & { object: string })[] = [];
    for (const [id, one] of await this.#objects()) {
      const object = fullName(id);
      if (object === null) {
        addProblem(scan, id.slice(0, 60), `is no name of an object (expected such as ${nameExample})`);
      } else if (one.known !== null && options.known?.get(id) === one.known) scan.unchanged.push(id);
      else changed.push({ ...one, object });
    }
    let failures = 0;
    for (const [index, one] of changed.entries()) {
      try {
        await this.#take(one, scan, options);
        failures = 0;
      } catch (error) {
        failures += 1;
        addProblem(scan, one.id, errorMessage(error));
        const left = changed.length - index - 1;
        if (failures < mostFailures || left === 0) continue;
        addProblem(scan, this.name, `is in trouble: ${left} more objects are left for the next pull`);
        break;
      }
    }
    return scan;
  }

  async #take(
    { id, object, known, aliases }: Followed & { object: string },
    scan: SourceScan,
    options: ScanOptions,
  ): Promise<void> {
    const { url, program } = this.#options;
    scan.filesRead += 1;
    try {
      const found = await this.#photometry(id);
      if (found === null || found.rows.length === 0) throw new FormatError('has no photometry yet');
      const origin = `${url}/source/${id}`;
      const take = { object, aliases, file: id, origin, stamp: known ?? 'unknown', program };
      takeMeasured(scan, take, found.rows, found.bytes, options.keep);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      addProblem(scan, id, error.message, null);
      scan.read.push({ file: id, stamp: known ?? 'unknown', object, sha256: null });
    }
  }

  /** @see NameLookup.findByName */
  async findByName(
    object: string,
    keep?: (bytes: Uint8Array, sha256: string) => void,
  ): Promise<FoundLightCurve | null> {
    if (!isObjectName(object)) return null;
    const { url, program, name } = this.#options;
    // Objects that come from TNS have its designation for their id.
    const ids = [iauDesignation(object), object].filter((id) => id !== null);
    let found: { rows: Measured[]; bytes: Uint8Array } | null = null;
    let at = object;
    for (const id of ids) {
      found ??= await this.#photometry(id, whileSomebodyWaits);
      if (found !== null) {
        at = id;
        break;
      }
    }
    if (found === null) return null;
    return oneLightCurve(name, object, `${url}/source/${at}`, found.rows, found.bytes, { program, keep });
  }
}
