import { defineConfig } from 'vitest/config';

/** Everything but test/e2e, which runs the real demo and has a configuration of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Which models are in play must not depend on the files of models that somebody fetched on this machine.
    env: { NMMA_ASSETS: '/nonexistent', SNCOSMO_DATA_DIR: '' },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
