import * as vscode from 'vscode';
import { namesIn } from './arguments.ts';
import type { Services } from './services.ts';

/** Copies the whole name of a training job or an endpoint, which its row of the tree may cut or replace by a title. */
export async function copyName(_: Services, given: unknown): Promise<void> {
  const { trainingJobName, endpointName } = namesIn(given);
  await vscode.env.clipboard.writeText(endpointName ?? trainingJobName ?? '');
}
