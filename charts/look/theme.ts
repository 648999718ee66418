/** What every chart takes its colours from: one light and one dark set. */
export interface Theme {
  name: 'light' | 'dark';
  background: string;
  /** Text and axes that are to be read. */
  ink: string;
  /** Text that explains, and lines that guide. */
  soft: string;
  /** The frame around data. */
  frame: string;
  grid: string;
  /** What lies beyond the prior, or outside what was fitted. */
  outside: string;
  /** A posterior: histograms, regions, intervals. */
  posterior: string;
  /** A second posterior beside the first. */
  other: string;
  /** The best fit. */
  best: string;
}

export const light: Theme = {
  name: 'light',
  background: '#ffffff',
  ink: '#1d1c1d',
  soft: '#616061',
  frame: '#aaaaaa',
  grid: '#e8e8e8',
  outside: '#ececec',
  posterior: '#2f6db3',
  other: '#8a5a00',
  best: '#c8420a',
};

export const dark: Theme = {
  name: 'dark',
  background: '#1a1d21',
  ink: '#e8e8e8',
  soft: '#a6a8ab',
  frame: '#6b6e72',
  grid: '#2e3237',
  outside: '#2b2f34',
  posterior: '#6aa9ec',
  other: '#e3b341',
  best: '#ff7a45',
};

export const themes: Record<Theme['name'], Theme> = { light, dark };

/** Sizes of text in pixels of the specification. Slack shows 800 of them on the 360 of a phone: 18 are then 8. */
export const textSizes = { title: 26, heading: 20, text: 18 };
