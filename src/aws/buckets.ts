import { paginateListBuckets } from '@aws-sdk/client-s3';
import { call } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';

export interface Bucket {
  readonly name: string;
  /** milliseconds since 1970 */
  readonly createdAt: number | undefined;
}

export async function listBuckets(clients: AwsClients, signal?: AbortSignal): Promise<readonly Bucket[]> {
  return call('ListBuckets', signal, async (options) => {
    const buckets: Bucket[] = [];
    for await (const page of paginateListBuckets({ client: clients.s3 }, {}, options)) {
      for (const { Name, CreationDate } of page.Buckets ?? []) {
        if (Name !== undefined) buckets.push({ name: Name, createdAt: CreationDate?.getTime() });
      }
    }
    return buckets;
  });
}
