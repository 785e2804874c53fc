import { defineConfig } from 'vitest/config';
import { assemblyScriptForTests } from './scripts/assemblyScript.mjs';

export default defineConfig({
  plugins: [assemblyScriptForTests()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/contract/**/*.test.ts'],
    setupFiles: ['test/propertySeed.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // An event is waited for as long as a test may take: machines are busy.
    expect: { poll: { timeout: 60_000 } },
    passWithNoTests: false,
  },
});
