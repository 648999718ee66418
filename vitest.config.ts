import { defineConfig } from 'vitest/config';

/** Everything but test/e2e, which runs the real demo and has a configuration of its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
