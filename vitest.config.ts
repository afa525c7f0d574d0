import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // What needs real Terraform runs in lanes of its own (`npm run test:rehearsal`), not among the quick tests.
    exclude: ['test/rehearsal/**', 'test/e2e/**', 'test/package/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
