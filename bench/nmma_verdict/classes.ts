import type { Kind } from './judge.ts';

/** Kinds that are right for a class; empty: none of ours is, and it can only be a false alarm. */
const rightKinds: Record<string, readonly Kind[]> = {
  kilonova: ['KN'],
  afterglow: ['GRB'],
  'shock-cooling': ['SC', 'SN'],
  // A cocoon that cools, then a supernova, after a burst that has an afterglow.
  'llGRB-SN': ['SN', 'SC', 'GRB'],
  AGN: ['NONE'],
  CV: ['NONE'],
  'variable-star': ['NONE'],
  FBOT: ['NONE'],
  TDE: ['NONE'],
  'TDE-H-He': ['NONE'],
};

/** No class was found: neither a false alarm nor right. */
const unknown = new Set(['fast-unclassified']);

/** Which kinds are right for a class: every class of supernovae begins with SN or SLSN; null: nobody knows. */
export function rightFor(label: string): readonly Kind[] | null {
  if (unknown.has(label)) return null;
  const right = rightKinds[label];
  if (right !== undefined) return right;
  return /^(SN|SLSN)/.test(label) ? ['SN'] : null;
}

/** The groups that the targets are set for. */
export function groupOf(label: string): string {
  if (/^SLSN/.test(label)) return 'SLSN';
  if (/^SNIa/.test(label)) return 'SN Ia';
  if (/^SNII/.test(label)) return 'SN II';
  if (/^SNI[bc]/.test(label)) return 'SN Ibc';
  if (/^TDE/.test(label)) return 'TDE';
  return label;
}
