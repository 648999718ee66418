import type { LeftOutRows, LightCurvePoint, SkyPosition } from '../../db/types.ts';

/** One light curve that a source brought. */
export interface FoundLightCurve {
  /** The object's name: ZTF22aawacjw. */
  object: string;
  /** In order of time; detections and limits. */
  points: LightCurvePoint[];
  leftOut: LeftOutRows[];
  /** null: the file does not say. */
  position: SkyPosition | null;
  /** Of the normalised points. */
  sha256: string;
  /** As people would look for it: the path below the source's folder. */
  file: string;
  /** File or address that it came from, in full. */
  origin: string;
  /** Of the file's bytes. */
  fileSha256: string;
}

/** What could not be used, in one sentence. */
export interface SourceProblem {
  /** `warning`: the file is used all the same. */
  level: 'problem' | 'warning';
  /** As people would look for it: the path below the source's folder. */
  file: string;
  /** Line of the file, from 1; null when it concerns all of it. */
  line: number | null;
  reason: string;
  /** Of the file's bytes, where they could be read. */
  fileSha256: string | null;
}

/** What one look at a source brought. */
export interface Harvest {
  filesRead: number;
  lightCurves: FoundLightCurve[];
  problems: SourceProblem[];
}

/** Where light curves come from. */
export interface Source {
  /** Short and stable, kept with each light curve. */
  readonly name: string;
  /**
   * Looks at everything that is there now. A file that cannot be used is a problem in the answer and never
   * stops the others.
   * @throws Error in one sentence when the source as a whole is out of reach.
   */
  look(): Promise<Harvest>;
}
