import type { Brought } from './bring.ts';
import type { Why } from './policy/whyNot.ts';
import type { FitSettingsOverride } from './settings.ts';
import type { ObjectStatus, StatusReport } from './summaries.ts';

/** A wrong word from a person, answered with one sentence: what was wrong, what was expected, what is near. */
export class UserInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserInputError';
  }
}

/** A model as people choose it. */
export interface ModelChoice {
  model: string;
  kind: string;
  title: string;
  /** true for a model that every new light curve is fitted with. */
  isInPlay: boolean;
  /** true for the model that the bare kind means. */
  isDefaultOfKind: boolean;
}

/** The answer to a request for fits. */
export interface FitRequestOutcome {
  runId: number;
  object: string;
  /** Models asked for that are now queued. */
  queued: { fitId: number; model: string }[];
  /** Models whose earlier result was reused, because nothing changed. */
  reused: { fitId: number; model: string }[];
  /** Models that are already queued or running with the same settings. */
  alreadyOpen: { fitId: number; model: string }[];
}

/** Everything that people can make the pipeline do. Handlers and the command line call this and nothing else. */
export interface PipelineService {
  models(): ModelChoice[];
  status(): StatusReport;
  /** @throws UserInputError with the nearest name when no such object is known. */
  objectStatus(objectName: string): ObjectStatus;
  /**
   * Asks for fits of the object's newest light curve.
   * @param words kinds or model names as typed; empty: every model in play.
   * @throws UserInputError for an unknown object, kind, model or setting.
   */
  requestFits(request: {
    objectName: string;
    words: string[];
    settings: FitSettingsOverride;
    force: boolean;
    requestedBy: string;
  }): FitRequestOutcome;
  /** @throws UserInputError when unknown. `changed` is false when it was muted already. */
  mute(request: { objectName: string; by: string; reason: string | null; until: string | null }): {
    object: string;
    changed: boolean;
    mutedBy: string;
  };
  unmute(request: { objectName: string; by: string }): { object: string; changed: boolean };
  /**
   * Brings an object that no source has brought from the first service that knows it.
   * @returns where it came from; null when that cannot be the name of an object.
   * @throws UserInputError when no service knows it.
   */
  bring?(objectName: string, by: string): Promise<Brought | null>;
  /**
   * Why an object was fitted or not, in one sentence.
   * @throws UserInputError with the nearest name when no such object is known.
   */
  whyNot?(objectName: string): Why;
  /**
   * Whether an object may be shown in a channel, to everybody there.
   * @throws UserInputError with the nearest name when no such object is known.
   */
  maySee?(channel: string, objectName: string): boolean;
  /** Looks at every source now and asks for the fits that new light curves deserve. Never two at once. */
  pull(request: {
    trigger: 'schedule' | 'start' | 'command';
    requestedBy: string | null;
    /** Names of sources; left out: all. */
    sources?: readonly string[];
    /** true: something is known to be new, so that the answer of a pull that has begun already will not do. */
    isFresh?: boolean;
  }): Promise<{ runId: number; lightCurvesNew: number; fitsAsked: number; problems: number }>;
}
