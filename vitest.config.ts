import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['backend/test/**/*.test.ts', 'app/test/**/*.test.ts', 'release/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two processes at the most: the tests use real databases and servers.
    maxWorkers: 2,
  },
});
