import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/ha/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Home Assistant and its frontend are not ours: a test that they failed is tried once more, and the report says so.
    retry: 1,
    // One Home Assistant at a time.
    fileParallelism: false,
  },
});
