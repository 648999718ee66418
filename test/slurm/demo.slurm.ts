import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Demo, freshFolder, processesOf, readReport } from '../e2e/demo.ts';
import { canHaveCluster, clusterFolder, whySkipped } from './clusterPlace.ts';

describe.skipIf(canHaveCluster() !== null)(`the demo through Slurm over ssh${whySkipped}`, () => {
  it('deploys the fitter and fits for real, as tasks of arrays', async () => {
    const state = freshFolder('slurm');
    const cluster = join(clusterFolder, 'executor.yml');
    const words = ['--once', '--json', '--state', state, '--models', 'SC'];
    const demo = new Demo([...words, '--executor', 'slurm', '--cluster', cluster]);
    try {
      const { status, stdout, stderr } = await demo.ended;
      expect(status, stderr).toBe(0);
      expect(stderr).toContain('A fit whose ln Z is known');
      const report = readReport(stdout);
      expect(report.fitsByState).toEqual({ succeeded: 4 });
      expect(report.posts.filter((post) => post.kind === 'object-report')).toHaveLength(4);
      expect(processesOf(state)).toEqual([]);
    } finally {
      await demo.dispose();
      rmSync(state, { recursive: true, force: true });
    }
  }, 600_000);
});
