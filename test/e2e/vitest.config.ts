import { defineConfig } from 'vitest/config';

/** Each file runs a demo of its own. That of the page mostly waits for people and for time, so that both run at once. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    bail: 0,
  },
});
