import type { Spec } from 'vega';
import {
  checkCorner,
  checkEvidence,
  checkHistory,
  checkLightCurve,
  checkModels,
  checkStrip,
} from './data/checks.ts';
import type {
  CornerChart,
  EvidenceChart,
  HistoryChart,
  LightCurveChart,
  ModelsChart,
  StripChart,
} from './data/types.ts';
import { evidenceAltText, evidenceSpec } from './evidence/bars.ts';
import { historyAltText, historySpec } from './evidence/history.ts';
import { modelsSpec } from './lightCurve/allModels.ts';
import { lightCurveAltText, modelsAltText } from './lightCurve/altText.ts';
import { lightCurveSpec } from './lightCurve/lightCurve.ts';
import type { Theme } from './look/theme.ts';
import { cornerAltText } from './posterior/altText.ts';
import { cornerSpec } from './posterior/corner.ts';
import { stripAltText, stripSpec } from './posterior/strip.ts';

/** A kind of chart: everything about it, so that a new one is one file and one line here. */
export interface ChartKind<Data> {
  /** For people: "light curve". */
  title: string;
  /** @throws Error with a plain sentence on what cannot be drawn honestly. */
  check(data: Data): void;
  /** The Vega specification of data that passed `check`. */
  spec(data: Data, theme: Theme): Spec;
  /** What it shows, for people who cannot see it. */
  altText(data: Data): string;
}

/** What each kind of chart shows. */
export interface ChartData {
  'light-curve': LightCurveChart;
  corner: CornerChart;
  models: ModelsChart;
  strip: StripChart;
  evidence: EvidenceChart;
  history: HistoryChart;
}

/** The name of a kind of chart. */
export type ChartName = keyof ChartData;

/** Every kind of chart. */
export const chartKinds: { [Name in ChartName]: ChartKind<ChartData[Name]> } = {
  'light-curve': {
    title: 'light curve',
    check: checkLightCurve,
    spec: lightCurveSpec,
    altText: lightCurveAltText,
  },
  corner: {
    title: 'corner plot',
    check: checkCorner,
    spec: (data, theme) => cornerSpec(data, checkCorner(data), theme),
    altText: cornerAltText,
  },
  models: { title: 'picture of all models', check: checkModels, spec: modelsSpec, altText: modelsAltText },
  strip: { title: 'strip of parameters', check: checkStrip, spec: stripSpec, altText: stripAltText },
  evidence: { title: 'bars of evidence', check: checkEvidence, spec: evidenceSpec, altText: evidenceAltText },
  history: { title: 'history of evidence', check: checkHistory, spec: historySpec, altText: historyAltText },
};

/** The specification of a chart; it carries its data, so that it can be drawn again elsewhere. */
export function chartSpec<Name extends ChartName>(name: Name, data: ChartData[Name], theme: Theme): Spec {
  const kind = chartKinds[name];
  kind.check(data);
  return { ...kind.spec(data, theme), description: kind.altText(data) };
}
