import { expect, test } from 'vitest';
import { channelContent } from './contentType.ts';

const csv = { contentType: 'text/csv', hasLabels: true };
test.each([
  [undefined, { contentType: 'application/x-recordio-protobuf', hasLabels: true }],
  ['text/csv', csv],
  ['text/csv;label_size=1', csv],
  ['Text/CSV; label_size = 1', csv],
  ['text/csv; charset=utf-8', csv],
  ['text/csv;label_size=0', { contentType: 'text/csv', hasLabels: false }],
  ['text/csv;label_size=2', undefined],
  ['application/x-recordio-protobuf;label_size=0', undefined],
  ['csv', undefined],
])('content type %s of a channel is read', (given, expected) => {
  expect(channelContent(given)).toEqual(expected);
});
