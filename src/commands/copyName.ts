import * as vscode from 'vscode';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';

/** Copies the whole name of a training job or an endpoint, or the URI of an object: its row of the tree may cut it or replace it. */
export async function copyName(_: Services, given: Given<'copyName'>): Promise<void> {
  await vscode.env.clipboard.writeText(given?.endpointName ?? given?.trainingJobName ?? given?.s3Uri ?? '');
}
