import { basename } from 'node:path';
import * as vscode from 'vscode';
import { withProgressIfSlow } from '../platform/progress.ts';

/** Reads a table for the question that comes next; a large one shows that it is being read, and can be cancelled. */
export const reading = <T>(tablePath: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  withProgressIfSlow(vscode.l10n.t('Reading {0}', basename(tablePath)), task);
