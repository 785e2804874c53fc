import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import { takeRemedy } from './remedies.ts';
import type { Fix } from '../runs/preflight/check.ts';

/** A fix that changes the experiment's file. */
type Edit = Extract<Fix, { readonly kind: 'useInstance' | 'setBatchSize' | 'useConnectionRole' }>;
/** A fix that is made elsewhere. */
type Step = Exclude<Fix, Edit | { readonly kind: 'chooseOwnBucket' }>;

export const isStep = (fix: Fix): fix is Step =>
  !['useInstance', 'setBatchSize', 'useConnectionRole', 'chooseOwnBucket'].includes(fix.kind);

/** The place in the experiment and its new value; undefined removes it. */
export function editOf(fix: Edit): {
  readonly path: readonly string[];
  readonly value: string | number | undefined;
} {
  switch (fix.kind) {
    case 'useInstance':
      return {
        path: [fix.use === 'hosting' ? 'endpoint' : 'training', 'instanceType'],
        value: fix.instanceType,
      };
    case 'useConnectionRole':
      return { path: ['output', 'roleArn'], value: undefined };
    case 'setBatchSize':
      return { path: ['hyperparameters', 'mini_batch_size'], value: fix.value };
  }
}

export async function takeStep(fix: Step): Promise<void> {
  switch (fix.kind) {
    case 'signIn':
    case 'editProfile':
      await takeRemedy(fix);
      return;
    case 'switchConnection':
    case 'chooseBucket':
    case 'chooseRole':
      await runCommand(fix.kind);
      return;
    case 'agreeToOwner':
      await runCommand('chooseBucket', { bucket: fix.bucket, forExperiment: true });
      return;
    case 'requestQuota':
      await vscode.env.openExternal(vscode.Uri.parse(fix.url));
  }
}
