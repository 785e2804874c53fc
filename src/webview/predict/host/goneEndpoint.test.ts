import { expect, test } from 'vitest';
import type { Exchange, PredictState } from '../contract.ts';
import { whatWasKnown } from './goneEndpoint.ts';

const gone: PredictState = { kind: 'gone', endpointName: 'a', connection: 'Local' };
const asked: Exchange = {
  askedAt: '2026-11-24T21:00:00Z',
  rows: [{ Years: 6 }],
  answers: [{ predictorType: 'regressor', score: 7 }],
  request: { path: '/', contentType: 'text/csv', body: '6' },
  response: { status: 200, contentType: 'application/json', body: '{}', milliseconds: 1 },
  curl: '',
  boto3: '',
};
const ready: PredictState = {
  kind: 'ready',
  endpoint: {
    name: 'a',
    connection: 'Local',
    status: 'InService',
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    price: { kind: 'free' },
    createdAt: '2026-11-24T20:00:00Z',
    lease: { kind: 'none' },
  },
  model: {
    target: 'Salary',
    fields: [],
    hasCurve: false,
    predictorType: 'regressor',
    classNames: [],
    hasHeldOutRows: false,
    trainingJobName: 'salary-1',
  },
  asked: [asked],
};

test('a page whose endpoint is deleted keeps its heading, its last prediction and the way to deploy again', () => {
  const known = whatWasKnown(ready, gone);
  expect(known).toEqual({ ...gone, target: 'Salary', trainingJobName: 'salary-1', lastAsked: asked });
  expect(whatWasKnown(known, gone)).toBe(known);
});

test('a page opened after the deletion shows only that, and an endpoint that exists replaces what was known', () => {
  expect(whatWasKnown({ kind: 'loading', endpointName: 'a', connection: 'Local' }, gone)).toBe(gone);
  expect(whatWasKnown(gone, ready)).toBe(ready);
});
