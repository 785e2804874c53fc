import { expect, test } from 'vitest';
import { openPictureRequests } from '../../../runs/report/pictureRequests.ts';
import type { DrawnPicture } from '../contract.ts';
import { openReportPictures } from './reportPictures.ts';

const run = { connectionId: 'local', trainingJobName: 'job-1' };
const picture = (key: string, title = key): DrawnPicture => ({
  key,
  title,
  format: 'svg',
  content: '<svg />',
  twin: { columns: [], rows: [], rowCount: 0 },
});
const { signal } = new AbortController();

test('a page that opens after the request draws for it, and a page loaded anew replaces its pictures', async () => {
  const requests = openPictureRequests();
  const asked = requests.request(run, 'svg', signal);
  const pictures = openReportPictures(requests, run, () => undefined);
  const wanted = pictures.wanted();
  expect(wanted).toMatchObject({ format: 'svg' });
  const id = wanted?.id ?? -1;
  for (const one of [picture('loss'), picture('fit'), picture('loss', 'again')]) pictures.add(id, one);
  pictures.end(id, undefined);
  expect((await asked).map(({ title }) => title)).toEqual(['again', 'fit']);
  expect(pictures.wanted()).toBeUndefined();
});

test('pictures of a report that was cancelled are dropped', async () => {
  const requests = openPictureRequests();
  let calls = 0;
  const pictures = openReportPictures(requests, run, () => (calls += 1));
  const cancelling = new AbortController();
  const cancelled = requests.request(run, 'svg', cancelling.signal);
  const id = pictures.wanted()?.id ?? -1;
  cancelling.abort();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect(pictures.wanted()).toBeUndefined();
  expect(calls).toBe(2);
  const next = requests.request(run, 'png', signal);
  pictures.add(id, picture('old'));
  pictures.end(pictures.wanted()?.id ?? -1, undefined);
  await expect(next).resolves.toEqual([]);
});

test('a run that cannot be evaluated ends the reports that wait for its pictures', async () => {
  const requests = openPictureRequests();
  const pictures = openReportPictures(requests, run, () => undefined);
  const waiting = [requests.request(run, 'svg', signal), requests.request(run, 'png', signal)];
  pictures.refuse('no model');
  for (const report of waiting) await expect(report).rejects.toThrow('no model');
  expect(pictures.wanted()).toBeUndefined();
});

test('a page that is closed or cannot draw ends the report', async () => {
  const requests = openPictureRequests();
  const pictures = openReportPictures(requests, run, () => undefined);
  const failed = requests.request(run, 'svg', signal);
  pictures.end(pictures.wanted()?.id ?? -1, 'no canvas');
  await expect(failed).rejects.toThrow('no canvas');
  const closed = requests.request(run, 'svg', signal);
  pictures.dispose();
  await expect(closed).rejects.toMatchObject({ name: 'AbortError' });
});
