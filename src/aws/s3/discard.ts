import type { AwsClients } from '../connections/clients.ts';
import { discardDownload } from './downloads.ts';
import { readRecord } from './records.ts';
import { discardUpload } from './uploads.ts';

/** Gives up an interrupted transfer: parts in S3 or partial files here are removed, and its record. */
export async function discardTransfer(
  clients: AwsClients,
  record: string,
  signal?: AbortSignal,
): Promise<void> {
  const { header } = await readRecord(record);
  await (header.kind === 'upload'
    ? discardUpload(clients, record, signal)
    : discardDownload(clients, record));
}
