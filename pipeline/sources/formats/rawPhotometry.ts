import type { LeftOutRows, LightCurvePoint, SkyPosition } from '../../../db/types.ts';
import type { FormatProblem } from './formatError.ts';

/** What a format makes of a file, before the rows are brought to the normal form. */
export interface RawPhotometry {
  points: LightCurvePoint[];
  leftOut: LeftOutRows[];
  position: SkyPosition | null;
  object: string | null;
  /** Other names of it, as the file writes them; left out: it has none. */
  aliases?: string[];
  /** Why rows were left out. */
  leftOutWarnings: FormatProblem[];
  /** Everything else worth telling. */
  warnings: FormatProblem[];
}
