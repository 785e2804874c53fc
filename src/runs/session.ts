import type * as awsBundle from '../aws/index.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { AwsClients } from '../aws/index.ts';

export type Aws = typeof awsBundle;

/** A connection ready to use: the AWS bundle, its clients, and where runs of this connection go. */
export interface Session {
  readonly aws: Aws;
  readonly clients: AwsClients;
  readonly connection: Connection;
  readonly connectionId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly bucket: string;
  readonly pollIntervalMs: number;
}

/** Finds or starts what the connection needs; asked for before every action, cheap when nothing changed. */
export type OpenSession = (signal?: AbortSignal) => Promise<Session>;
