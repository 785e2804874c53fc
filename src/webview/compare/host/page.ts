import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { runCommand } from '../../../contributions/runCommand.ts';
import type { RunReference } from '../../../data/comparison/comparison.ts';
import { comparable } from '../../../data/shapes/comparable.ts';
import { inBackground } from '../../../platform/background.ts';
import { attemptToRead, baseOf, differencesOf } from '../../../runs/compare/compareRuns.ts';
import type { ComparingServices } from '../../../runs/compare/compareRuns.ts';
import type { RunHistory } from '../../../runs/history/history.ts';
import { sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import type { RequestHandlers } from '../../contract/messages.ts';
import { compareRequests } from '../contract.ts';
import type { CompareContract } from '../contract.ts';
import { stateOf } from './state.ts';
import type { Compared } from './state.ts';

const referencesSchema = z
  .array(z.object({ connectionId: z.string(), trainingJobName: z.string() }))
  .check(z.minLength(comparable.least), z.maxLength(comparable.most));

/** The runs of a panel's identity; undefined for what is none. */
export function parseRuns(text: string): readonly RunReference[] | undefined {
  try {
    return referencesSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON
  }
}

export interface ComparePanelServices extends PageServices, ComparingServices {
  readonly history: RunHistory;
}

/** Fills a panel, new or restored, with runs beside each other, and follows what the user or another window changes about them. */
export function showComparePage(
  services: ComparePanelServices,
  panel: vscode.WebviewPanel,
  identity: Readonly<Record<string, string>>,
  references: readonly RunReference[],
): void {
  const { log, history } = services;
  const work = openComparing(services, references, {
    onRead: (done) => page.show({ kind: 'loading', done, count: references.length }),
    onKnown: (compared, base) => page.show(stateOf(compared, base)),
  });
  const page = openStatePage<CompareContract>(services, panel, {
    page: 'compare',
    heading: vscode.l10n.t('Compare runs'),
    identity,
    first: { kind: 'loading', done: 0, count: references.length },
    schemas: compareRequests,
    handlers: ({ signal }): RequestHandlers<CompareContract> => ({
      ...sharedHandlers,
      chooseBase: ({ run }) => work.chooseBase(run, signal),
      tryAgain: ({ run }) => work.readAgain(run, signal),
      openRun: async ({ run }) => {
        const reference = references[run];
        if (reference !== undefined) await runCommand('openRun', { ...reference });
      },
    }),
  });
  page.own(history.onDidChange(() => inBackground(log, () => work.lookForChanges(page.signal))));
  inBackground(log, () => work.start(page.signal));
}

interface Comparing {
  /** Reads all runs, one after the other, and compares them. */
  start(signal: AbortSignal): Promise<void>;
  chooseBase(run: number, signal: AbortSignal): Promise<void>;
  readAgain(run: number, signal: AbortSignal): Promise<void>;
  /** Titles, pins and notes that are new, and runs that are gone. */
  lookForChanges(signal: AbortSignal): Promise<void>;
}

interface Listener {
  readonly onRead: (done: number) => void;
  readonly onKnown: (compared: readonly Compared[], base: number) => void;
}

/** Keeps what was read of the runs and compared; the newest comparison ends those before. */
function openComparing(
  services: ComparingServices & { readonly history: RunHistory },
  references: readonly RunReference[],
  { onRead, onKnown }: Listener,
): Comparing {
  let compared: readonly Compared[] = [];
  let base = 0;
  let comparing = new AbortController();
  const compareAll = async (closing: AbortSignal) => {
    comparing.abort();
    const own = new AbortController();
    comparing = own;
    const signal = AbortSignal.any([closing, own.signal]);
    compared = compared.map(({ attempt }) => ({ attempt, differences: undefined }));
    onKnown(compared, base);
    for (const [index, { attempt }] of compared.entries()) {
      const found = await differencesOf(services, compared[base]?.attempt, attempt, index === base, signal);
      signal.throwIfAborted();
      compared = compared.map((one, at) => (at === index ? { ...one, differences: found } : one));
      onKnown(compared, base);
    }
  };
  const read = (reference: RunReference, signal: AbortSignal) => attemptToRead(services, reference, signal);
  /** Replaces runs by what is known of them now, and compares what that changes. */
  const replace = async (changed: ReadonlyMap<number, Compared['attempt']>, signal: AbortSignal) => {
    compared = compared.map((one, index) => ({ ...one, attempt: changed.get(index) ?? one.attempt }));
    if (compared[base]?.attempt.kind !== 'read') base = baseOf(compared.map(({ attempt }) => attempt));
    await compareAll(signal);
  };
  return {
    async start(signal) {
      const attempts: Compared['attempt'][] = [];
      for (const reference of references) {
        onRead(attempts.length);
        attempts.push(await read(reference, signal));
      }
      compared = attempts.map((attempt) => ({ attempt, differences: undefined }));
      base = baseOf(attempts);
      await compareAll(signal);
    },
    async chooseBase(run, signal) {
      if (compared[run]?.attempt.kind !== 'read' || run === base) return;
      base = run;
      await compareAll(signal);
    },
    async readAgain(run, signal) {
      const reference = references[run];
      if (reference === undefined || compared.length === 0) return;
      await replace(new Map([[run, await read(reference, signal)]]), signal);
    },
    async lookForChanges(signal) {
      // Until all are read, what is read last is the newest.
      const gone = new Map<number, Compared['attempt']>();
      let isOther = false;
      for (const [index, { attempt }] of compared.entries()) {
        if (attempt.kind === 'failed') continue;
        const { connectionId, trainingJobName } = attempt.reference;
        const row = await services.history.find(connectionId, trainingJobName);
        if (row === undefined) gone.set(index, await read(attempt.reference, signal));
        else if (JSON.stringify(row) !== JSON.stringify(attempt.run.row)) {
          compared = compared.map((one, at) =>
            at === index && one.attempt.kind === 'read'
              ? { ...one, attempt: { ...one.attempt, run: { ...one.attempt.run, row } } }
              : one,
          );
          isOther = true;
        }
      }
      if (gone.size > 0) return replace(gone, signal);
      if (isOther) onKnown(compared, base);
    },
  };
}
