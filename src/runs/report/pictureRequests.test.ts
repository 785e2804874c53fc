import { expect, test } from 'vitest';
import type { ReportPicture } from './document.ts';
import { openPictureRequests } from './pictureRequests.ts';

const run = { connectionId: 'local', trainingJobName: 'job-1' };
const picture: ReportPicture = {
  key: 'loss',
  title: 'Loss',
  format: 'svg',
  content: '<svg />',
  twin: { columns: [], rows: [], rowCount: 0 },
};

test('a request waits for the page of its run', async () => {
  const requests = openPictureRequests();
  const asked = requests.request(run, 'svg', new AbortController().signal);
  expect(requests.next({ ...run, trainingJobName: 'job-2' })).toBeUndefined();
  requests.next(run)?.resolve([picture]);
  await expect(asked).resolves.toEqual([picture]);
  expect(requests.next(run)).toBeUndefined();
});

test('a page that is open hears of a request', () => {
  const requests = openPictureRequests();
  let calls = 0;
  const listener = requests.onRequest(run, () => (calls += 1));
  void requests.request(run, 'png', new AbortController().signal);
  expect(calls).toBe(1);
  listener.dispose();
  void requests.request(run, 'png', new AbortController().signal);
  expect(calls).toBe(1);
});

test('a request that is cancelled is not served', async () => {
  const requests = openPictureRequests();
  const cancelling = new AbortController();
  const cancelled = requests.request(run, 'svg', cancelling.signal);
  const next = requests.request(run, 'png', new AbortController().signal);
  cancelling.abort();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect(requests.next(run)?.format).toBe('png');
  requests.next(run)?.reject(new Error('no canvas'));
  await expect(next).rejects.toThrow('no canvas');
});
