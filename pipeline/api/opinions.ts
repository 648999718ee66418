/** What a person may say of an object. */
export const opinionWords = ['interesting', 'junk', 'classified'] as const;
/** What a person may say of an object. */
export type OpinionWord = (typeof opinionWords)[number];

/** What a person says of an object: their own verdict, beside the app's. */
export interface Opinion {
  object: string;
  /** A Slack user id, or who it is in a shell. */
  person: string;
  word: OpinionWord;
  /** Of `classified`: "SN Ia"; else null. */
  class: string | null;
  comment: string | null;
  /** ISO 8601, UTC. */
  at: string;
}

/** What an object may be classified as without quotation marks, as the Transient Name Server and SkyPortal call it. */
export const classes = [
  'kilonova',
  'GRB afterglow',
  'SN Ia',
  'SN Ia-91bg',
  'SN Iax',
  'SN Ib',
  'SN Ic',
  'SN Ic-BL',
  'SN Ibn',
  'SN Ib/c',
  'SN II',
  'SN IIb',
  'SN IIn',
  'SN IIP',
  'SLSN',
  'FBOT',
  'TDE',
  'ILRT',
  'LRN',
  'nova',
  'CV',
  'stellar flare',
  'variable star',
  'AGN',
  'microlensing',
  'asteroid',
] as const;

/** Most characters of a class and of a comment. */
export const longestClass = 40;
export const longestComment = 300;

/** What becomes of an opinion that somebody gives; `changed` is false when they had said the same before. */
export interface MarkOutcome {
  object: string;
  changed: boolean;
  opinion: Opinion;
}

/** An opinion as somebody gives it. */
export interface MarkRequest {
  objectName: string;
  by: string;
  word: OpinionWord;
  /** With `classified` alone. */
  class: string | null;
  comment: string | null;
}
