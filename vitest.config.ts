import { defineConfig } from 'vitest/config';

/** Everything but test/e2e, which runs the real demo and has a configuration of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Which models are in play must not depend on the files of models that somebody fetched on this machine.
    unstubEnvs: true,
    // Nor anything on the tokens of whoever runs the tests.
    env: { NMMA_ASSETS: '/nonexistent', SNCOSMO_DATA_DIR: '', NMMA_SECRETS: '/nonexistent' },
    // Limits for a test that hangs, not for a busy machine: other parts of the tests run beside these.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
});
