import * as vscode from 'vscode';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';

/** Copies the full name of a training job or endpoint, or the URI of an object; the tree may truncate it. */
export async function copyName(_: Services, given: Given<'copyName'>): Promise<void> {
  await vscode.env.clipboard.writeText(given?.endpointName ?? given?.trainingJobName ?? given?.s3Uri ?? '');
}
