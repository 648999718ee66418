import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type types, webApi } from '@slack/bolt';
import type { HomeReport } from '../../pipeline/api/views.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Picture } from '../messages/parts.ts';
import { require } from '../permissions.ts';
import { slackErrorCode } from '../slackErrors.ts';
import { mostThumbnails } from './ranking.ts';
import { brokenHome, type HomeOptions, homeView } from './view.ts';

/** How often and how long, ms. */
export interface HomeTimes {
  /** Between two looks at whether something changed. */
  everyMs: number;
  /** How long somebody is taken to be looking after the page was opened. */
  lookingMs: number;
  /** Between two people's pages: Slack takes about a hundred calls of `views.publish` a minute. */
  betweenMs: number;
}

const usualTimes: HomeTimes = {
  everyMs: 10_000,
  lookingMs: 15 * 60_000,
  betweenMs: 600,
};

const stopWithinMs = 2000;
/** How long to wait when Slack asks for a pause and does not say how long. */
const pauseMs = 30_000;

interface Looker {
  openedAt: number;
  /** What was published last, without its time; '': that there is trouble; null: nothing that counts. */
  shown: string | null;
  /** The publishing under way, and whether another one was asked for meanwhile. */
  busy: Promise<void> | null;
  isAskedAgain: boolean;
}

/** Which view it is, whenever it was made. */
function fingerprint(report: HomeReport, pictures: readonly Picture[], mayChangeSettings: boolean): string {
  const view = homeView(report, pictures, { mayChangeSettings, now: new Date(0) });
  return createHash('sha256').update(JSON.stringify(view)).digest('hex');
}

/** Publishes App Home for whoever opens it, and again while they look, when something changed. */
export class HomeKeeper {
  readonly #deps: HandlerDeps;
  readonly #client: webApi.WebClient;
  readonly #times: HomeTimes;
  readonly #lookers = new Map<string, Looker>();
  #pausedUntil = 0;
  #stop: AbortController | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: HandlerDeps, client: webApi.WebClient, times: Partial<HomeTimes> = {}) {
    this.#deps = deps;
    this.#client = client;
    this.#times = { ...usualTimes, ...times };
  }

  /** Looks again and again until {@link stop}; it never keeps the process alive. */
  start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    this.#loop = (async () => {
      while (await this.#rest(this.#times.everyMs, stop.signal)) await this.#turn(stop.signal);
    })();
  }

  /** Ends the looking. What is under way may end, but a Slack that asks for minutes of patience is not waited for. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    const underWay = [this.#loop, ...[...this.#lookers.values()].map((looker) => looker.busy)];
    await Promise.race([Promise.all(underWay), sleep(stopWithinMs)]);
  }

  /** Somebody opened the page or asked for a fresh one: it is published whether it changed or not. */
  async opened(user: string): Promise<void> {
    const before = this.#lookers.get(user);
    const looker = before ?? { openedAt: 0, shown: null, busy: null, isAskedAgain: false };
    Object.assign(looker, { openedAt: Date.now(), shown: null });
    this.#lookers.set(user, looker);
    await this.#publishInTurn(user, looker);
  }

  /** Somebody did something: if they look at the page, it is published when it changed by it. */
  async acted(user: string): Promise<void> {
    const looker = this.#lookers.get(user);
    if (looker && this.#isLooking(looker)) await this.#publishInTurn(user, looker);
  }

  #isLooking(looker: Looker): boolean {
    return Date.now() - looker.openedAt < this.#times.lookingMs;
  }

  /** @returns false when it was stopped meanwhile. */
  async #rest(ms: number, signal: AbortSignal): Promise<boolean> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
    return !signal.aborted;
  }

  async #turn(signal: AbortSignal): Promise<void> {
    for (const [user, looker] of this.#lookers) {
      if (signal.aborted || Date.now() < this.#pausedUntil) return;
      if (!this.#isLooking(looker)) this.#lookers.delete(user);
      else if (await this.#publishInTurn(user, looker)) await this.#rest(this.#times.betweenMs, signal);
    }
  }

  /** Never twice at once for one person; what is asked for meanwhile is done after. @returns whether Slack was called. */
  async #publishInTurn(user: string, looker: Looker): Promise<boolean> {
    looker.isAskedAgain = true;
    let isCalled = false;
    looker.busy ??= (async () => {
      while (looker.isAskedAgain) {
        looker.isAskedAgain = false;
        isCalled = (await this.#publish(user, looker)) || isCalled;
      }
    })().finally(() => {
      looker.busy = null;
    });
    await looker.busy;
    return isCalled;
  }

  async #publish(user: string, looker: Looker): Promise<boolean> {
    try {
      await require(this.#deps.permissions, user, 'look');
      const report = await this.#deps.service.home(user);
      const mayChangeSettings = (await this.#deps.permissions.refusal(user, 'settings')) === null;
      return await this.#show(user, looker, report, mayChangeSettings);
    } catch (error) {
      return this.#bear(user, looker, error);
    }
  }

  /** @returns whether Slack was called. */
  async #show(
    user: string,
    looker: Looker,
    report: HomeReport,
    mayChangeSettings: boolean,
  ): Promise<boolean> {
    const options: HomeOptions = { mayChangeSettings, now: new Date() };
    const pictures = await this.#pictures(report);
    const print = fingerprint(report, pictures, mayChangeSettings);
    if (print === looker.shown) return false;
    const isWhole = await this.#sendWhole(user, report, pictures, options);
    // One without the pictures that it should have is not tried again and again: only when something changes.
    looker.shown = print;
    if (!isWhole) this.#deps.log.warn({ user }, 'App Home was published without pictures');
    return true;
  }

  /** A picture that Slack has lost must not keep the words back. @returns whether the pictures are in it. */
  async #sendWhole(
    user: string,
    report: HomeReport,
    pictures: readonly Picture[],
    options: HomeOptions,
  ): Promise<boolean> {
    try {
      await this.#send(user, homeView(report, pictures, options));
      return true;
    } catch (error) {
      const isRefused = slackErrorCode(error)?.startsWith('invalid_') ?? false;
      if (!isRefused || pictures.every((one) => one === null)) throw error;
      await this.#send(user, homeView(report, [], options));
      return false;
    }
  }

  /** Those that a message has shown: App Home shows no others. */
  async #pictures(report: HomeReport): Promise<Picture[]> {
    const first = report.ranking.slice(0, mostThumbnails);
    return await Promise.all(first.map(({ chart }) => this.#deps.uploads.shownPicture(chart)));
  }

  async #send(user: string, view: types.HomeView): Promise<void> {
    await this.#client.views.publish({ user_id: user, view });
  }

  /** Slack's wish for a pause is kept; a person who waits for the page is told, one who looks keeps the old one. */
  async #bear(user: string, looker: Looker, error: unknown): Promise<boolean> {
    const isPause = error instanceof webApi.WebAPIRateLimitedError || slackErrorCode(error) === 'ratelimited';
    if (isPause) {
      const seconds = error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter : pauseMs / 1000;
      this.#pausedUntil = Date.now() + seconds * 1000;
      looker.shown = null;
      this.#deps.log.warn({ user, seconds }, 'Slack asked for a pause; App Home waits');
      return true;
    }
    const answer = failureAnswer(error, this.#deps.log, 'App Home');
    if (looker.shown === null) {
      looker.shown = '';
      await this.#send(user, brokenHome(answer)).catch((second: unknown) =>
        this.#deps.log.warn({ err: second, user }, 'App Home could not be published'),
      );
    }
    return true;
  }
}
