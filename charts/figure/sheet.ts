import type { Mark, Spec } from 'vega';
import type { Theme } from '../look/theme.ts';

/** The Vega specification of a whole picture whose marks stand where they say: no padding, no automatic size. */
export function sheetSpec(width: number, height: number, theme: Theme, marks: Mark[]): Spec {
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width,
    height,
    padding: 0,
    autosize: 'none',
    background: theme.background,
    marks,
  };
}
