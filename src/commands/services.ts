import type * as vscode from 'vscode';
import type { CommandId } from '../contributions/commandIds.ts';
import type { CommandResult, ParsedArguments } from '../contributions/commands.ts';
import type * as awsBundle from '../aws/index.ts';
import type * as panelsBundle from '../webview/index.ts';
import type { OpenPanels } from '../webview/openPanels.ts';
import type { Engine } from '../data/engine/calls.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { SpendFile } from '../guard/journal/spendFile.ts';
import type { SpendCaps } from '../guard/spend/caps.ts';
import type { RunHistory } from '../runs/history/history.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import type { OpenLocalServer } from '../runs/localPort.ts';
import type { Prices } from '../runs/prices/prices.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { SharedProfile } from '../aws/connections/profiles.ts';
import type { S3Tables } from '../runs/s3Tables.ts';
import type { PictureRequests } from '../runs/report/pictureRequests.ts';
import type { Destinations } from '../runs/destinations.ts';
import type { QuotaSweeps } from '../runs/preflight/quotaSweeps.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import type { OneAtATime } from '../runs/oneAtATime.ts';
import type { OpenSession, Sessions } from '../runs/session.ts';
import type { StartedTraining } from '../runs/train.ts';
import type { TrainingStarts } from '../runs/trainingStarts.ts';
import type { Trust } from '../runs/trust.ts';
import type { Studies } from '../studies/studies.ts';
import type { S3Tree } from '../views/s3Tree.ts';

/** What command handlers work with; composed once by extension.ts. */
export interface Services {
  readonly engine: Engine;
  /** Loaded with the first session. */
  readonly aws: () => Promise<typeof awsBundle>;
  readonly openSession: OpenSession;
  /** Of this workspace, or of the settings. */
  readonly connection: () => Connection;
  readonly chooseConnection: (connection: Connection) => Promise<void>;
  /** Regions of connections that were chosen, the last one first. */
  readonly recentRegions: () => readonly string[];
  /** Ids of the connections that this workspace has used, the last one first. */
  readonly seenConnections: () => readonly string[];
  /** Removes a connection from `seenConnections` until it is used again. */
  readonly forgetConnection: (connectionId: string) => Promise<void>;
  /** Of the connection with this id, whichever one is current. */
  readonly sessionOf: Sessions['of'];
  /** What is known of connections. */
  readonly states: ConnectionStates;
  /** Sign-ins that are running, by id of the connection. */
  readonly signIns: OneAtATime;
  readonly records: RunRecords;
  readonly history: RunHistory;
  readonly ledger: EndpointLedger;
  /** Of the settings. */
  readonly spendCaps: () => SpendCaps;
  /** What has ended, and what it was billed for. */
  readonly spend: Pick<SpendFile, 'read'>;
  /** What is known of AWS's prices on this machine. */
  readonly prices: Prices;
  /** Trainings whose job is not created yet. */
  readonly starts: TrainingStarts<StartedTraining>;
  readonly jobs: JobLedger;
  /** What the user has allowed experiments; loaded when the first one is opened or trained. */
  readonly trust: () => Promise<Trust>;
  readonly s3Tables: S3Tables;
  readonly destinations: Pick<Destinations, 'find'>;
  /** Of every account that is checked; made with the first check. */
  readonly quotas: () => Promise<QuotaSweeps>;
  /** What the tree shows of S3, loaded when it is first drawn. */
  readonly s3Tree: () => Promise<S3Tree>;
  /** What is tried on this machine; loaded with the first study. */
  readonly studies: () => Promise<Studies>;
  readonly listProfiles: () => Promise<readonly SharedProfile[]>;
  /** The embedded server with a port for other tools; opened the first time. */
  readonly openLocalPort: () => Promise<OpenLocalServer>;
  readonly log: vscode.LogOutputChannel;
  /** The host side of the pages, loaded when the first one opens. */
  readonly panels: () => Promise<typeof panelsBundle>;
  readonly openPanels: OpenPanels;
  readonly pictureRequests: PictureRequests;
  readonly storageUri: vscode.Uri;
  readonly extensionUri: vscode.Uri;
  /** Something was made, changed or deleted: tree and status bar look again. */
  readonly changed: () => void;
  /** Selects an object in the tree; false when it is not there. */
  readonly revealObject: (bucket: string, key: string) => Promise<boolean>;
  /** An endpoint could not be deleted: the status bar says so until it is gone. */
  readonly deletionFailed: (connectionId: string, endpointName: string) => void;
  readonly onDidChange: vscode.Event<void>;
}

/** What a command does, given its parsed arguments. */
export type Handler<Id extends CommandId> = (
  services: Services,
  ...given: ParsedArguments<Id>
) => Promise<CommandResult<Id>>;
