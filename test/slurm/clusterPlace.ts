import { existsSync } from 'node:fs';

/** Where the tests' cluster is; a cluster that somebody brought up by hand is elsewhere. */
export const clusterFolder = process.env.NMMA_SLURM_FOLDER ?? '/tmp/nmma-slurm-test';

/** Why there can be no cluster on this machine; null when there can. */
export function canHaveCluster(): string | null {
  if (process.getuid?.() !== 0) return 'it needs root, to make a user and to start its daemons.';
  if (!existsSync('/etc/debian_version')) return 'it is made of Debian’s packages, and this is no Debian.';
  return null;
}

/** In the heading of tests that are skipped. */
export const whySkipped = ((why) => (why === null ? '' : ` (skipped: ${why})`))(canHaveCluster());
