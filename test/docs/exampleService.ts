import {
  muteSummary,
  openFit,
  quietSummary,
  rankedObject,
  runSummary,
  statusReport,
} from '../../app/examples/posts.ts';
import type { HistoryEntry, MuteSummary, RunSummary, StatusReport } from '../../pipeline/api/views.ts';
import { FakePipelineService } from '../handlers/fakePipelineService.ts';

const object = 'ZTF22aawacjw';
const other = 'ZTF22abcdefg';
const who = 'U0MANSI001';

/** The moment at which all examples are asked for. */
export const now = new Date('2026-11-23T03:02:00Z');

const mute = muteSummary({
  object,
  mutedBy: who,
  reason: 'an AGN, see Fritz',
  until: '2026-11-25T03:02:00Z',
});

function entry(given: Partial<HistoryEntry>): HistoryEntry {
  return {
    at: '2026-11-23T02:30:00Z',
    actor: 'app',
    object,
    event: 'new-data',
    fit: null,
    why: null,
    ...given,
  };
}

/** A night as it might be, for the examples of the documentation; nothing is fitted. */
export class ExampleService extends FakePipelineService {
  override pulled = { runId: 6, lightCurvesNew: 2, fitsAsked: 6, problems: 1, unreached: [], late: [] };

  override entries = [
    entry({ event: 'first-seen' }),
    entry({}),
    entry({ event: 'asked', fit: { fitId: 1, model: 'Me2017', kind: 'KN', lnZ: null } }),
    entry({
      at: '2026-11-23T02:31:00Z',
      event: 'succeeded',
      fit: { fitId: 1, model: 'Me2017', kind: 'KN', lnZ: -21.55 },
    }),
    entry({ at: '2026-11-23T03:00:00Z', event: 'muted', actor: who, why: 'an AGN, see Fritz' }),
  ];

  override status(): StatusReport {
    return statusReport({
      open: [
        openFit(),
        openFit({ fitId: 5, state: 'queued', model: 'TrPi2018', kind: 'GRB', progress: null }),
      ],
      openRuns: [runSummary({ fitsByState: { running: 1, queued: 1, succeeded: 1 }, fraction: 0.49 })],
      lastRun: runSummary({ fitsByState: { running: 1, queued: 1, succeeded: 1 }, fraction: 0.49 }),
      lastPull: { runId: 6, at: '2026-11-23T02:30:00Z', filesRead: 14, lightCurvesNew: 2 },
      nextPullAt: '2026-11-23T03:30:00Z',
      problems: [
        { file: 'lc_ZTF26noheada.csv', line: null, reason: 'has no header', seenAt: '2026-11-23T02:30:00Z' },
      ],
      muted: [mute],
      health: [
        { part: 'source', isWell: true, words: 'candidates can be read.' },
        { part: 'executor', isWell: true, words: 'Fits run on this machine.' },
        { part: 'database', isWell: true, words: '0.2 MB, writable.' },
        { part: 'Slack', isWell: true, words: 'Connected.' },
      ],
    });
  }

  // Not by the clock: the page must be the same tomorrow.
  override mute() {
    return { object, changed: true, mute };
  }

  override unwatch() {
    return [{ kind: 'KN' as const, above: 3 }];
  }

  override unmute() {
    return { object, changed: true };
  }

  override muted(): MuteSummary[] {
    return [mute];
  }

  override runs(): RunSummary[] {
    const done = { finishedAt: '2026-11-23T02:34:00Z', fraction: 1 };
    return [
      runSummary(),
      runSummary({
        ...done,
        runId: 6,
        trigger: 'schedule',
        requestedBy: null,
        startedAt: '2026-11-23T02:30:00Z',
        filesRead: 14,
        lightCurvesNew: 2,
        objects: [object, other],
        objectCount: 2,
        fitsByState: { succeeded: 5, failed: 1 },
      }),
    ];
  }

  override report() {
    return quietSummary({
      objects: 2,
      newObjects: [other],
      lightCurvesNew: 2,
      fitsByState: { succeeded: 5, failed: 1 },
      failed: [{ object: other, model: 'TrPi2018', kind: 'GRB', message: 'The job was killed.' }],
      ranking: [
        rankedObject({ object }),
        rankedObject({
          object: other,
          bestKind: 'SC',
          bestModel: 'Piro2021',
          bestFitId: 5,
          lnZ: -30.2,
          state: 'inconclusive',
          probability: 0.65,
          deltaLnZ: 0.6,
          strength: null,
          kilonovaScore: -0.6,
        }),
      ],
    });
  }
}
