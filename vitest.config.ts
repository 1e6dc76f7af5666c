import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['backend/test/**/*.test.ts', 'app/test/**/*.test.ts', 'release/test/**/*.test.ts'],
    // Far beyond what any of them takes: a busy machine fails none.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Ports, brokers and processes are real: what fails once and then holds is told as "retry x1", and wants to be mended.
    retry: 1,
    // Two processes at the most: the tests use real databases and servers.
    maxWorkers: 2,
  },
});
