import backEnd from '../jest.config.mjs';

/** Journeys: one Orrery for all of them, one after the other. */
export default {
  ...backEnd,
  rootDir: '..',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.journey.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/e2e/support/setup.mjs',
  globalTeardown: '<rootDir>/e2e/support/teardown.mjs',
  maxWorkers: 1,
  testSequencer: '<rootDir>/e2e/support/sequence.mjs',
  testTimeout: 120_000,
};
