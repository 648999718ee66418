import { defineConfig } from 'vitest/config';

/** Each file runs a demo of its own, which uses every core: one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    bail: 0,
  },
});
