import {
  fitSummary,
  homeReport,
  muteSummary,
  openFit,
  rankedObject as rankedExample,
  statusReport,
} from '../../../app/examples/posts.ts';
import type { ChartFile, HomeReport, OpenFit, RankedObject } from '../../../pipeline/api/views.ts';
import { strengthOf } from '../../../pipeline/fits/verdict.ts';

/** An object of the night; what matters to a test is given. */
export function rankedObject(given: Partial<RankedObject> & { chart?: ChartFile | null } = {}) {
  const object = given.object ?? 'ZTF22aawacjw';
  const portalUrl = `https://fritz.science/source/${object}`;
  return { ...rankedExample({ portalUrl, ...given }), chart: given.chart ?? null };
}

const names = ['ZTF26abqklmn', 'ZTF26abqxyzw', 'ZTF26abrdefg', 'ZTF26abrhijk', 'ZTF26absopqr'];

function open(index: number, given: Partial<OpenFit>): OpenFit {
  return openFit({ fitId: 40 + index, object: names[index % names.length] ?? '', ...given });
}

/** A busy night: fits that run and wait, a ranking with pictures, mutes, requests, trouble with the cluster. */
export function busyNight(charts: (ChartFile | null)[], now: Date): HomeReport {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
  const progress = (fraction: number, lnZ: number, left: number) => ({
    iteration: 1000,
    lnZ,
    fraction,
    elapsedSeconds: 60,
    remainingSeconds: left,
  });
  const ranked: [object: string, kind: string, model: string, lnZ: number, delta: number | null][] = [
    ['ZTF26abqklmn', 'KN', 'Me2017', -18.42, 6.3],
    ['ZTF26abqxyzw', 'KN', 'Bu2019lm', -24.9, 2.2],
    ['ZTF26abrdefg', 'KN', 'Me2017', -33.08, 0.4],
    ['ZTF26abrhijk', 'SC', 'Piro2021', -20.15, 1.9],
    ['ZTF26absopqr', 'GRB', 'TrPi2018', -41.77, 3.6],
    ['ZTF26abstuvw', 'SN', 'nugent-hyper', -29.6, 8.8],
    ['ZTF26abtaaaa', 'SN', 'nugent-hyper', -52.31, 21.4],
    ['ZTF26abtbbbb', 'SN', 'v19-1998bw', -61.02, null],
    ['ZTF26abtcccc', 'SC', 'Piro2021', -70.4, 12.6],
    ['ZTF26abtdddd', 'SN', 'v19-1998bw', -88.7, 30.1],
  ];
  return homeReport({
    status: statusReport({
      open: [
        open(0, {
          model: 'TrPi2018',
          kind: 'GRB',
          detail: 'node n07',
          progress: progress(0.37, -25.12, 760),
        }),
        open(1, { model: 'Me2017', kind: 'KN', detail: 'node n02', progress: progress(0.82, -24.9, 35) }),
        open(2, { model: 'Piro2021', detail: 'node n02', progress: null }),
        open(3, { state: 'submitted', waitingSince: ago(34), detail: 'Priority', progress: null }),
        open(4, { state: 'queued', waitingSince: ago(12), progress: null }),
      ],
      lastPull: { runId: 31, at: ago(12), filesRead: 14, lightCurvesNew: 10 },
      nextPullAt: ago(-48),
      muted: [
        muteSummary({ object: 'ZTF25aaaagnx', reason: 'AGN, see Fritz', mutedAt: ago(4000) }),
        muteSummary({ object: 'ZTF26abcvarx', mutedBy: 'U0IGOR0001', until: ago(-3000), mutedAt: ago(900) }),
      ],
      incidents: ['The cluster does not answer (ssh: connect timed out); trying again since 04:41 UTC.'],
      health: [
        {
          part: 'executor',
          isWell: false,
          words: 'The cluster does not answer (ssh: connect timed out); trying again since 04:41 UTC.',
        },
        { part: 'source', isWell: true, words: 'candidates can be read.' },
        { part: 'database', isWell: true, words: '42.7 MB, writable.' },
        { part: 'Slack', isWell: true, words: 'Connected.' },
      ],
    }),
    date: now.toISOString().slice(0, 10),
    ranking: ranked.map(([object, bestKind, bestModel, lnZ, deltaLnZ], index) =>
      rankedObject({
        object,
        bestKind,
        bestModel,
        lnZ,
        deltaLnZ,
        strength: deltaLnZ === null ? null : strengthOf(deltaLnZ),
        kilonovaScore: deltaLnZ === null ? null : bestKind === 'KN' ? deltaLnZ : -deltaLnZ,
        bestFitId: 100 + index,
        chart: charts[index % Math.max(1, charts.length)] ?? null,
      }),
    ),
    mine: [
      fitSummary({
        fitId: 41,
        object: names[1] ?? '',
        state: 'running',
        lnZ: null,
        askedAt: ago(4),
        finishedAt: null,
      }),
      fitSummary({
        fitId: 90,
        object: names[0] ?? '',
        warnings: [{ code: 'few-nights', text: 'Fewer than four nights.' }],
        settings: ['1000 live points'],
        finishedAt: ago(50),
      }),
      fitSummary({
        fitId: 91,
        object: names[2] ?? '',
        model: 'TrPi2018',
        kind: 'GRB',
        state: 'failed',
        lnZ: null,
        message: 'The node went down.',
        finishedAt: ago(70),
      }),
    ],
  });
}
