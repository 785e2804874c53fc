import { expect, test, vi } from 'vitest';
import { env } from '../../test/fakeVscode.ts';
import { copyPreparation } from './copyPreparation.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

test('the preparation of a run is copied from the run’s own connection', async () => {
  const preparation = { version: 3, target: 'y', features: [], trainMean: 0, testRowNumbers: [] };
  const services = {
    engine: { preparationAsPython: async (given: object) => JSON.stringify(given) },
    sessionOf: (connectionId: string) => async () => ({ connectionId }),
    records: {
      find: async (id: string, name: string) =>
        id === 'local' && name === 'job' ? { preparation } : undefined,
    },
  };
  const given = { trainingJobName: 'job', connectionId: 'local' };
  // SAFETY: all that is used of the services.
  const { python } = await copyPreparation(services as never, given);
  expect(python).toBe(JSON.stringify({ preparation }));
  expect(await env.clipboard.readText()).toBe(python);
});
