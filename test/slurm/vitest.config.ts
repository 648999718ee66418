import { defineConfig } from 'vitest/config';

/** All against the one cluster that a machine can have: one file after the other. */
export default defineConfig({
  test: {
    include: ['test/slurm/**/*.slurm.ts'],
    globalSetup: ['test/slurm/clusterForTests.ts'],
    testTimeout: 450_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    // Real daemons that were just ended and started again take their own time.
    retry: 2,
  },
});
