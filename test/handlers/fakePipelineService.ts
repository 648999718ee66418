import {
  fitDetails,
  homeReport,
  muteSummary,
  objectStatusReport,
  openFit,
  quietSummary,
  runSummary,
  statusReport,
} from '../../app/examples/posts.ts';
import type { MarkRequest, Opinion } from '../../pipeline/api/opinions.ts';
import type {
  CancelOutcome,
  FitDefaults,
  FitRequestOutcome,
  MuteOutcome,
  PipelineService,
  PullOutcome,
} from '../../pipeline/api/service.ts';
import type {
  AppSettings,
  ChartFile,
  DeadPost,
  HistoryEntry,
  HomeReport,
  MuteSummary,
  ObjectStatus,
  StatusReport,
} from '../../pipeline/api/views.ts';
import type { WatchSummary } from '../../pipeline/api/watches.ts';
import type { ModelChoice } from '../../pipeline/fitter/models.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';

type FitRequest = Parameters<PipelineService['requestFits']>[0];
type RetryRequest = Parameters<PipelineService['retryFits']>[0];

const known = ['ZTF22aawacjw', 'ZTF23abcdefg'];

/** A fake pipeline in memory: it remembers what it was asked for and fits nothing. */
export class FakePipelineService implements PipelineService {
  readonly requests: FitRequest[] = [];
  readonly retries: RetryRequest[] = [];
  readonly cancels: { what: string; by: string }[] = [];
  /** Person → what they watch. */
  readonly watched = new Map<string, WatchSummary[]>();
  /** What people said. */
  opinions: Opinion[] = [];
  readonly mutes = new Map<string, MuteSummary>();
  readonly objects: string[] = [...known];
  /** Set: everything throws this. */
  broken: Error | null = null;
  /** What a pull answers. */
  pulled: PullOutcome = { runId: 1, lightCurvesNew: 0, fitsAsked: 0, problems: 0, unreached: [], late: [] };
  corner: ChartFile | null = null;
  /** Whether everything may be shown to everybody. */
  isOpen = true;
  entries: HistoryEntry[] = [];
  homes: HomeReport = homeReport();
  chosen: AppSettings = { modelsInPlay: ['Me2017', 'Piro2021'], postThreshold: null };
  #nextFit = 1;

  /** As it was at the start. */
  reset(): void {
    this.requests.length = 0;
    this.retries.length = 0;
    this.cancels.length = 0;
    this.mutes.clear();
    this.opinions = [];
    this.watched.clear();
    this.historyAsked = null;
    this.retriedPosts.length = 0;
    this.notPosted = [];
    this.objects.splice(0, this.objects.length, ...known);
    this.broken = null;
    this.corner = null;
    this.entries = [];
  }

  #check(): void {
    if (this.broken) throw this.broken;
  }

  objectName(typed: string): string {
    this.#check();
    const folded = typed.toLowerCase();
    const name = this.objects.find((one) => [folded, `ztf${folded}`].includes(one.toLowerCase()));
    if (name === undefined) throw new UserInputError(`No object \`${typed}\`: did you mean ZTF22aawacjw?`);
    return name;
  }

  findObjects(typed: string, most: number): string[] {
    return this.objects.filter((one) => one.toLowerCase().includes(typed.toLowerCase())).slice(0, most);
  }

  models(): ModelChoice[] {
    this.#check();
    const choice = (model: string, kind: string, title: string, isInPlay: boolean) => ({
      model,
      kind,
      title,
      isInPlay,
      isDefaultOfKind: isInPlay,
    });
    return [
      choice('Me2017', 'KN', 'Kilonova (Metzger 2017)', true),
      choice('Bulla', 'KN', 'Kilonova (Bulla 2019)', false),
      choice('Piro2021', 'SC', 'Shock cooling (Piro et al. 2021)', true),
    ];
  }

  /** What a fit is made with where a person says nothing. */
  defaults: FitDefaults = {
    livePoints: [
      { model: 'Me2017', livePoints: 400 },
      { model: 'Piro2021', livePoints: 250 },
    ],
    tmin: -2,
    tmax: 14,
    useLimits: true,
    fixTrigger: false,
    triggerJd: null,
    priorSet: null,
  };

  fitDefaults(): FitDefaults {
    this.#check();
    return this.defaults;
  }

  status(): StatusReport {
    this.#check();
    return statusReport({
      open: [openFit()],
      problems: [{ file: 'bad.csv', line: 3, reason: 'no column mag', seenAt: '2026-11-23T00:00:00Z' }],
      notPosted: this.notPosted,
    });
  }

  objectStatus(objectName: string): ObjectStatus {
    const object = this.objectName(objectName);
    const opinions = this.opinions.filter((one) => one.object === object);
    return objectStatusReport({ object, muted: this.mutes.get(object) ?? null, opinions });
  }

  async fitDetails(fitId: number) {
    this.#check();
    if (fitId > 3) throw new UserInputError(`There is no fit ${fitId}.`);
    const fit = this.objectStatus('ZTF22aawacjw').fits.find((one) => one.fitId === fitId);
    return fitDetails(fit ? { fit } : {});
  }

  async fitCharts() {
    return { lightCurve: null, corner: this.corner };
  }

  async plot(): Promise<string[]> {
    return [];
  }

  requestFits(request: FitRequest): FitRequestOutcome {
    const object = this.objectName(request.objectName);
    const unknown = request.words.find(
      (word) => !this.models().some((one) => one.kind === word || one.model === word),
    );
    if (unknown !== undefined) {
      throw new UserInputError(`No model “${unknown}”: did you mean KN (Me2017)?`);
    }
    const isOpen = this.requests.some((one) => JSON.stringify(one.words) === JSON.stringify(request.words));
    this.requests.push(request);
    const fits = request.words.map((model) => ({ fitId: this.#nextFit++, model }));
    const none: FitRequestOutcome['queued'] = [];
    const queued = isOpen ? none : fits;
    return { runId: 1, object, queued, reused: [], alreadyOpen: isOpen ? fits : none };
  }

  retryFits(request: RetryRequest): FitRequestOutcome {
    this.#check();
    this.retries.push(request);
    const queued = request.fitIds.map((fitId) => ({ fitId: fitId + 100, model: 'TrPi2018' }));
    return { runId: 2, object: 'ZTF22aawacjw', queued, reused: [], alreadyOpen: [] };
  }

  mute(request: Parameters<PipelineService['mute']>[0]): MuteOutcome {
    const object = this.objectName(request.objectName);
    const earlier = this.mutes.get(object);
    if (earlier) return { object, changed: false, mute: earlier };
    const { by: mutedBy, reason, end } = request;
    const until = end !== null && end !== 'next-detection' ? end.until : null;
    if (until !== null && until < new Date().toISOString()) {
      throw new UserInputError(`\`${until}\` is in the past: expected a later time.`, { about: 'time' });
    }
    const untilNextDetection = end === 'next-detection';
    const mute = muteSummary({ object, mutedBy, reason, until, untilNextDetection });
    this.mutes.set(object, mute);
    return { object, changed: true, mute };
  }

  unmute(request: Parameters<PipelineService['unmute']>[0]) {
    const object = this.objectName(request.objectName);
    return { object, changed: this.mutes.delete(object) };
  }

  muted(): MuteSummary[] {
    this.#check();
    return [...this.mutes.values()];
  }

  mark(request: MarkRequest) {
    const object = this.objectName(request.objectName);
    const { by: person, word, class: name, comment } = request;
    const before = this.opinions.find((one) => one.object === object && one.person === person);
    const changed = before?.word !== word || before.class !== name || before.comment !== comment;
    const opinion = { object, person, word, class: name, comment, at: '2026-11-23T03:00:00Z' };
    this.opinions = [...this.opinions.filter((one) => one !== before), opinion];
    return { object, changed, opinion };
  }

  withdraw(request: { objectName: string; by: string }) {
    const object = this.objectName(request.objectName);
    const kept = this.opinions.filter((one) => one.object !== object || one.person !== request.by);
    const changed = kept.length < this.opinions.length;
    this.opinions = kept;
    return { object, changed };
  }

  watch({ watched, by }: Parameters<PipelineService['watch']>[0]) {
    const now = this.watches(by);
    const named = 'object' in watched ? { object: this.objectName(watched.object) } : watched;
    const changed = !now.some((one) => JSON.stringify(one.watched) === JSON.stringify(named));
    const since = '2026-11-23T03:00:00Z';
    if (changed) this.watched.set(by, [...now, { watched: named, since }]);
    return { watched: named, changed };
  }

  unwatch({ watched, by }: Parameters<PipelineService['unwatch']>[0]) {
    const isMeant = ({ watched: one }: WatchSummary) =>
      watched === 'all' ||
      ('kind' in one
        ? 'kind' in watched && one.kind === watched.kind
        : 'object' in watched && one.object === this.objectName(watched.object));
    const now = this.watches(by);
    this.watched.set(
      by,
      now.filter((one) => !isMeant(one)),
    );
    return now.filter(isMeant).map((one) => one.watched);
  }

  watches(person: string): WatchSummary[] {
    this.#check();
    return this.watched.get(person) ?? [];
  }

  cancel(request: { what: string; by: string }): CancelOutcome {
    this.#check();
    this.cancels.push(request);
    const what = /^(run|fit|#)/i.test(request.what) ? request.what : this.objectName(request.what);
    const fit = { fitId: 4, object: 'ZTF22aawacjw', model: 'Piro2021', kind: 'SC' };
    return { what, cancelled: this.cancels.length > 1 ? [] : [fit] };
  }

  /** What the last history was asked for. */
  historyAsked: Parameters<PipelineService['history']>[0] | null = null;

  history(of: Parameters<PipelineService['history']>[0]): HistoryEntry[] {
    this.#check();
    this.historyAsked = of;
    return this.entries;
  }

  runs() {
    this.#check();
    return [runSummary()];
  }

  report(date: string | null) {
    this.#check();
    return quietSummary({ date: date ?? '2026-11-23' });
  }

  async home(user: string): Promise<HomeReport> {
    this.#check();
    return { ...this.homes, settings: this.chosen, watches: this.watches(user) };
  }

  /** Numbers of posts that somebody tried again. */
  readonly retriedPosts: number[] = [];

  /** What could not be sent. */
  notPosted: DeadPost[] = [];

  retryPost({ postId }: { postId: number; by: string }): string {
    this.retriedPosts.push(postId);
    return 'the report of ZTF22aawacjw';
  }

  /** Who has read what the app is. */
  readonly readers: string[] = [];

  welcomed(person: string): void {
    this.readers.push(person);
    this.homes = { ...this.homes, welcome: null };
  }

  settings(): AppSettings {
    return this.chosen;
  }

  changeSettings(request: { by: string; change: Partial<AppSettings> }): AppSettings {
    this.#check();
    this.chosen = { ...this.chosen, ...request.change };
    return this.chosen;
  }

  async lookUp() {
    return null;
  }

  whyNot(objectName: string) {
    const object = this.objectName(objectName);
    return { object, decision: 'fit', text: 'It was fitted.', at: null, isNotFitted: false };
  }

  maySee(): boolean {
    return this.isOpen;
  }

  maySeeAll(): boolean {
    return this.isOpen;
  }

  async pull(): Promise<PullOutcome> {
    this.#check();
    return this.pulled;
  }
}
