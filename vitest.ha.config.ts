import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/ha/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // One Home Assistant at a time.
    fileParallelism: false,
  },
});
