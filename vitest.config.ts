import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['backend/test/**/*.test.ts', 'app/test/**/*.test.ts', 'release/test/**/*.test.ts'],
    // Far beyond what any of them takes: a busy machine fails none.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two processes at the most: the tests use real databases and servers.
    maxWorkers: 2,
  },
});
