import type { LeftOutRows, LightCurvePoint, SkyPosition } from '../../db/types.ts';

/** One light curve that a source brought. */
export interface FoundLightCurve {
  /** The object's name: ZTF22aawacjw. */
  object: string;
  /** Other names of it, spelt as they are kept. */
  aliases?: readonly string[];
  /** In order of time; detections and limits. */
  points: LightCurvePoint[];
  leftOut: LeftOutRows[];
  /** null: the file does not say. */
  position: SkyPosition | null;
  /** Of the normalised points. */
  sha256: string;
  /** Programme ids of everything that went into it; null among them: something did not say. */
  programs: (number | null)[];
  /** Rows that were merged. */
  duplicates: { exact: number; near: number };
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

/** A file that was read, to be left alone until its stamp changes. */
export interface ReadFile {
  file: string;
  /** What changes when the file does: size, time and the reader's version. */
  stamp: string;
  object: string | null;
  /** Of its normalised points; null when it could not be used. */
  sha256: string | null;
}

/** What one look at a source brought. */
export interface SourceScan {
  filesRead: number;
  lightCurves: FoundLightCurve[];
  problems: SourceProblem[];
  /** Files that need not be read again. */
  read: ReadFile[];
  /** Files that are there and were not read, because they are as they were. */
  unchanged: string[];
  /** Files that somebody is writing just now: the next look takes them. */
  unsettled: number;
}

/** An empty scan, to be filled. */
export function emptyScan(): SourceScan {
  return { filesRead: 0, lightCurves: [], problems: [], read: [], unchanged: [], unsettled: 0 };
}

/** What a source is told when it looks. */
export interface ScanOptions {
  /** Stamps of the files that were read before; without it everything is read. */
  known?: ReadonlyMap<string, string>;
  /** Keeps the original of a file. */
  keep?: (bytes: Uint8Array, sha256: string) => void;
}

/** Where light curves come from. */
export interface Source {
  /** Short and stable, kept with each light curve. */
  readonly name: string;
  /**
   * Looks at everything that is there now, and reads what changed. A file that cannot be used is a problem in the
   * answer and never stops the others.
   * @throws Error in one sentence when the source as a whole is out of reach.
   */
  scan(options?: ScanOptions): Promise<SourceScan>;
  /** A folder on this machine where new files appear; left out: there is none that can be watched. */
  readonly watchable?: string;
}
