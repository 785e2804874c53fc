// Watches everything that may be billed. A separate bundle, loaded once there is something to watch.
import type * as vscode from 'vscode';
import type { Connection } from '../aws/connections/types.ts';
import type { RateBook } from '../aws/costs.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import type { AttentionSource } from '../platform/pace.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import { openDeletionKeeper } from '../runs/deletionKeeper.ts';
import type { Sessions } from '../runs/session.ts';
import { openStrays } from '../runs/strays.ts';
import type { Guard } from './guardOnDemand.ts';
import { openIdleKeeper } from './idleKeeper.ts';
import type { IdleSettings } from './idleKeeper.ts';
import { openLeaseKeeper } from './leaseKeeper.ts';
import type { MissingRights } from './missingRights.ts';
import { createEndpointWarning } from './statusBar.ts';
import { noticeStrays } from './strayNotice.ts';
import { createTrainingItem } from './trainingItem.ts';

interface Needs {
  readonly ledger: EndpointLedger;
  readonly jobs: JobLedger;
  readonly states: ConnectionStates;
  readonly connection: () => Connection;
  readonly prices: { rates(): Promise<RateBook> };
  readonly seenConnections: () => readonly string[];
  readonly sessionOf: Sessions['of'];
  readonly log: vscode.LogOutputChannel;
  readonly changed: () => void;
  readonly idle: () => IdleSettings;
  /** Of the tree. */
  readonly missing: MissingRights;
}

export function openGuard(needs: Needs, attention: AttentionSource): Guard {
  const warning = createEndpointWarning(needs, attention);
  const training = createTrainingItem(needs, attention);
  const deletionFailed: Guard['deletionFailed'] = (...endpoint) => warning.deletionFailed(...endpoint);
  const keeper = openLeaseKeeper({ ...needs, deletionFailed });
  const deletions = openDeletionKeeper({
    ...needs,
    onFailed: ({ connectionId, endpointName }, error) => {
      needs.log.warn(`Deleting ${endpointName} failed: ${String(error)}`);
      deletionFailed(connectionId, endpointName);
    },
    onDeleted: needs.changed,
  });
  const idle = openIdleKeeper({ ...needs, deletionFailed });
  const logged = (error: unknown) => needs.log.error(String(error));
  const strays = openStrays(needs);
  const ended = new AbortController();
  const parts = [warning, training, keeper, deletions, idle];
  return {
    async refresh(by) {
      await strays.remember().catch(logged);
      await Promise.all([
        warning.refresh(),
        training.refresh(),
        keeper.check(by),
        deletions.look(),
        idle.check(),
      ]);
      if (!ended.signal.aborted) await strays.take(ended.signal).then(noticeStrays, logged);
    },
    deletionFailed,
    dispose() {
      ended.abort();
      for (const part of parts) part.dispose();
    },
  };
}
