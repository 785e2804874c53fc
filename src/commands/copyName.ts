import * as vscode from 'vscode';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';

/** Copies the whole name of a training job or an endpoint, which its row of the tree may cut or replace by a title. */
export async function copyName(_: Services, given: Given<'copyName'>): Promise<void> {
  await vscode.env.clipboard.writeText(given?.endpointName ?? given?.trainingJobName ?? '');
}
