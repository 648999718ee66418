import type { FitRequestOutcome, ModelChoice, PipelineService } from '../../pipeline/service.ts';
import { UserInputError } from '../../pipeline/service.ts';
import type { ObjectStatus, StatusReport } from '../../pipeline/summaries.ts';
import { objectStatusReport, openFit, statusReport } from './examples.ts';

type FitRequest = Parameters<PipelineService['requestFits']>[0];

/** A fake pipeline in memory: it remembers what it was asked for and fits nothing. */
export class FakePipelineService implements PipelineService {
  readonly requests: FitRequest[] = [];
  readonly mutes = new Map<string, { by: string; reason: string | null }>();
  /** Set: everything throws this. */
  broken: Error | null = null;
  /** What a pull answers. */
  pulled = { runId: 1, lightCurvesNew: 0, fitsAsked: 0, problems: 0 };
  #nextFit = 1;

  #check(objectName: string): string {
    if (this.broken) throw this.broken;
    const name = objectName.toUpperCase();
    if (name !== 'ZTF22AAWACJW') {
      throw new UserInputError(`No object “${objectName}”: did you mean ZTF22aawacjw?`);
    }
    return 'ZTF22aawacjw';
  }

  models(): ModelChoice[] {
    if (this.broken) throw this.broken;
    return [
      {
        model: 'Me2017',
        kind: 'KN',
        title: 'Kilonova (Metzger 2017)',
        isInPlay: true,
        isDefaultOfKind: true,
      },
      { model: 'Bulla', kind: 'KN', title: 'Kilonova (Bulla 2019)', isInPlay: false, isDefaultOfKind: false },
      {
        model: 'Piro2021',
        kind: 'SC',
        title: 'Shock cooling (Piro et al. 2021)',
        isInPlay: true,
        isDefaultOfKind: true,
      },
    ];
  }

  status(): StatusReport {
    if (this.broken) throw this.broken;
    return statusReport({
      open: [openFit()],
      problems: [{ file: 'bad.csv', line: 3, reason: 'no column mag', seenAt: '2026-11-23T00:00:00Z' }],
    });
  }

  objectStatus(objectName: string): ObjectStatus {
    const object = this.#check(objectName);
    const mute = this.mutes.get(object);
    return objectStatusReport({ muted: mute ? { ...mute, until: null } : null });
  }

  requestFits(request: FitRequest): FitRequestOutcome {
    const object = this.#check(request.objectName);
    const unknown = request.words.find(
      (word) => !this.models().some((one) => one.kind === word || one.model === word),
    );
    if (unknown !== undefined) {
      throw new UserInputError(`No model “${unknown}”: did you mean KN (Me2017)?`);
    }
    this.requests.push(request);
    const fits = request.words.map((model) => ({ fitId: this.#nextFit++, model }));
    return { runId: 1, object, queued: fits, reused: [], alreadyOpen: [] };
  }

  mute(request: Parameters<PipelineService['mute']>[0]) {
    const object = this.#check(request.objectName);
    const earlier = this.mutes.get(object);
    if (!earlier) this.mutes.set(object, { by: request.by, reason: request.reason });
    return { object, changed: !earlier, mutedBy: earlier?.by ?? request.by };
  }

  unmute(request: Parameters<PipelineService['unmute']>[0]) {
    const object = this.#check(request.objectName);
    return { object, changed: this.mutes.delete(object) };
  }

  async pull() {
    return this.pulled;
  }
}
