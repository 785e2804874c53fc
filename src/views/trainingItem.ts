import * as vscode from 'vscode';
import { blockOf, waitsForUser } from '../aws/connections/state.ts';
import {
  connectionIdBills,
  connectionIdLabel,
  parseConnectionId,
  pollIntervalMs,
} from '../aws/connections/types.ts';
import { costUsd, shippedRates, trainingPrice } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import { asCommand } from '../contributions/runCommand.ts';
import { statusBarName } from '../contributions/ids.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import { openAbsences } from '../runs/absences.ts';
import { jobKey } from '../guard/journal/jobLedger.ts';
import type { JobEntry } from '../guard/journal/jobLedger.ts';
import { lookAtJob } from '../runs/ourJobs.ts';
import type { JobLook, JobStanding } from '../runs/ourJobs.ts';
import { soFarTexts } from './endpointCosts.ts';
import { failureLine, failureLines, tooltipOf } from './tooltips.ts';
import type { TooltipLine } from './tooltips.ts';
import { limitedSignal, longestLookMs } from './limitedSignal.ts';
import {
  type AttentionSource,
  alwaysWatched,
  pacedMs,
  retryAfterMs,
  shortestRetryMs,
} from '../platform/pace.ts';

export interface TrainingItem extends vscode.Disposable {
  /** Reads the ledger and polls its jobs, repeatedly until each has ended; those of a connection that waits for a sign-in once. */
  refresh(): Promise<void>;
}

interface Needs extends Pick<JobLook, 'sessionOf' | 'jobs'> {
  readonly states: Pick<ConnectionStates, 'of' | 'onDidChange'>;
  /** What is known of prices; without it, what we ship. */
  readonly prices?: { rates(): Promise<RateBook> };
  /** Monotonic clock in milliseconds, for tests. */
  readonly now?: () => number;
}

/** How often an empty ledger is read: another window may start a job. */
const readAgainAfterMs = 30_000;

/** Shows the training jobs started on this machine that may still run, in every window; a click opens the newest. */
export function createTrainingItem(needs: Needs, attention: AttentionSource = alwaysWatched): TrainingItem {
  const item = vscode.window.createStatusBarItem(
    statusBarName('training'),
    vscode.StatusBarAlignment.Left,
    9.5,
  );
  item.name = vscode.l10n.t('Linear Learner: training');
  const absences = openAbsences(needs.now);
  let standings = new Map<string, JobStanding>();
  let reasons: readonly TooltipLine[] = [];
  let rates = shippedRates;
  let timer: NodeJS.Timeout | undefined;
  let newest = 0;
  let looking = new AbortController();
  let lookedAt = -Infinity;
  /** Polls in a row that failed, by job. */
  let failures: ReadonlyMap<string, number> = new Map();
  /** Connections whose jobs are not polled before the user does something. */
  let waiting: ReadonlySet<string> = new Set();

  const lookAt = async (entry: JobEntry, { probes, signal }: { probes: boolean; signal: AbortSignal }) => {
    const state = needs.states.of(entry.connectionId);
    const block = blockOf(state);
    return block === undefined || !waitsForUser(state) || probes
      ? lookAtJob(entry, { ...needs, absences, signal })
      : { kind: 'unknown' as const, entry, error: block.failure };
  };
  const look = async (probes: boolean) => {
    clearTimeout(timer);
    looking.abort();
    looking = new AbortController();
    const turn = (newest += 1);
    const recorded = await needs.jobs.read().catch((error: unknown) => ({ error }));
    if (turn !== newest) return;
    if ('error' in recorded) {
      show(item, {
        standings: [...standings.values()],
        unreadable: [],
        ledgerFailure: await failureLine(recorded.error),
        reasons,
        rates,
      });
      timer = setTimeout(() => void look(false), readAgainAfterMs);
      return;
    }
    const { entries, unreadable } = recorded;
    // A job is recorded before it is requested, and shown before it is polled.
    const before = (entry: JobEntry) => standings.get(jobKey(entry)) ?? { kind: 'awaited' as const, entry };
    rates = (await needs.prices?.rates()) ?? shippedRates;
    if (turn !== newest) return;
    show(item, { standings: entries.map(before), unreadable, reasons, rates });
    const limited = limitedSignal(looking.signal, longestLookMs);
    lookedAt = performance.now();
    const looks = entries.map((entry) => lookAt(entry, { probes, signal: limited.signal }));
    const found = await Promise.all(looks);
    limited.dispose();
    // Stale: a newer refresh has started.
    if (turn !== newest) return;
    const left = found.filter(({ kind }) => kind !== 'gone');
    reasons = await reasonsOf(left);
    if (turn !== newest) return;
    standings = new Map(left.map((one) => [jobKey(one.entry), one]));
    show(item, { standings: left, unreadable, reasons, rates });
    waiting = new Set(ids(left).filter((id) => waitsForUser(needs.states.of(id))));
    failures = failuresOf(left, failures);
    plan(left);
  };
  const plan = (left: readonly JobStanding[]) => {
    const polled = left.filter(({ entry }) => !waiting.has(entry.connectionId));
    const waits = polled.map((one) => againAfterMs(one, failures.get(jobKey(one.entry)) ?? 0));
    const wantedMs = waits.reduce((soonest, ms) => Math.min(soonest, ms), readAgainAfterMs);
    timer = setTimeout(() => void look(false), pacedMs(wantedMs, attention.current()) ?? wantedMs);
  };
  const lookSoon = () => {
    clearTimeout(timer);
    const sinceMs = performance.now() - lookedAt;
    timer = setTimeout(() => void look(true), Math.max(0, shortestRetryMs - sinceMs));
  };
  // The user may have signed in elsewhere.
  const attending = attention.onDidChange(() => {
    if (waiting.size > 0 && attention.current() === 'watched') lookSoon();
  });
  const changes = needs.states.onDidChange((id) => {
    if (waiting.has(id) && !waitsForUser(needs.states.of(id))) lookSoon();
  });
  const refresh = () => look(true);
  return {
    refresh,
    dispose() {
      newest += 1;
      clearTimeout(timer);
      looking.abort();
      attending.dispose();
      changes.dispose();
      item.dispose();
    },
  };
}

const ids = (standings: readonly JobStanding[]) => standings.map(({ entry }) => entry.connectionId);

const failuresOf = (standings: readonly JobStanding[], before: ReadonlyMap<string, number>) =>
  new Map(
    standings.flatMap(({ kind, entry }) => {
      const key = jobKey(entry);
      return kind === 'unknown' ? [[key, (before.get(key) ?? 0) + 1] as const] : [];
    }),
  );

/** Delay until the next poll of a job, in milliseconds, after so many failures in a row. */
function againAfterMs({ kind, entry }: JobStanding, failures: number): number {
  if (failures > 0) return retryAfterMs(failures);
  const connection = parseConnectionId(entry.connectionId);
  const poll = connection === undefined ? readAgainAfterMs : pollIntervalMs(connection);
  return kind === 'found' ? poll : Math.max(poll, shortestRetryMs);
}

interface Shown {
  readonly standings: readonly JobStanding[];
  /** Paths of unreadable records. */
  readonly unreadable: readonly string[];
  /** Why the ledger cannot be read. */
  readonly ledgerFailure?: TooltipLine;
  /** Why states of jobs are unknown. */
  readonly reasons: readonly TooltipLine[];
  readonly rates: RateBook;
}

/** Each once, however many jobs share it. */
async function reasonsOf(standings: readonly JobStanding[]): Promise<readonly TooltipLine[]> {
  return failureLines(standings.flatMap((one) => (one.kind === 'unknown' ? [one.error] : [])));
}

function show(item: vscode.StatusBarItem, shown: Shown): void {
  const { standings, unreadable, ledgerFailure, reasons, rates } = shown;
  const isUnknown = unreadable.length > 0 || ledgerFailure !== undefined;
  const newest = standings.toSorted((a, b) => b.entry.recordedAt.localeCompare(a.entry.recordedAt))[0];
  if (newest === undefined && !isUnknown) {
    item.hide();
    return;
  }
  const parts = [
    ...(newest === undefined
      ? []
      : [trainingText(newest, standings.length), ...billedTexts(standings, rates)]),
    ...(isUnknown ? [vscode.l10n.t('training jobs unknown')] : []),
  ];
  const text = parts.join(' · ');
  item.text = `$(${newest === undefined ? 'warning' : 'loading~spin'}) ${text}`;
  const lines = [
    ...standings.map((standing) => ({ text: line(standing, rates) })),
    ...unreadable.map((path) => ({ text: unreadableLine(path) })),
    ...reasons,
    ...(ledgerFailure === undefined ? [] : [ledgerFailure]),
  ];
  item.tooltip = tooltipOf(lines);
  item.accessibilityInformation = {
    label: [item.name, ...parts, ...lines.map(({ text: said }) => said)].join(', '),
  };
  if (newest !== undefined)
    item.command = asCommand('openRun', vscode.l10n.t('Open Run'), {
      trainingJobName: newest.entry.trainingJobName,
      connectionId: newest.entry.connectionId,
    });
  item.show();
}

function trainingText({ entry }: JobStanding, count: number): string {
  return count === 1 ? vscode.l10n.t('Training {0}', entry.title) : vscode.l10n.t('{0} training jobs', count);
}

const unreadableLine = (path: string) =>
  vscode.l10n.t(
    'The record of a training job cannot be read, so a running one may be missing here: {0}',
    path,
  );

/** What jobs that are billed have cost so far, and whether the state of one is unknown. */
function billedTexts(standings: readonly JobStanding[], rates: RateBook): readonly string[] {
  const billed = standings.filter(({ entry }) => connectionIdBills(entry.connectionId));
  const isUnknown = billed.some(({ kind }) => kind === 'unknown');
  return [...costTexts(billed, rates), ...(isUnknown ? [vscode.l10n.t('state unknown')] : [])];
}

function costTexts(billed: readonly JobStanding[], rates: RateBook): readonly string[] {
  let total = 0;
  for (const standing of billed) {
    const usd = soFarUsd(standing, rates);
    if (usd === undefined) return [vscode.l10n.t('cost so far unknown')];
    total += usd;
  }
  return soFarTexts(total);
}

/** From the start of training, which is billed, until now; 0 for a job that was not seen running. */
function soFarUsd(standing: JobStanding, rates: RateBook): number | undefined {
  const connection = parseConnectionId(standing.entry.connectionId);
  if (standing.kind !== 'found' || connection === undefined) return 0;
  const { startedAt, endedAt = Date.now(), instanceType, instanceCount } = standing.details;
  if (startedAt === undefined) return 0;
  const rate = trainingPrice(connection, instanceType, instanceCount, rates);
  return costUsd(rate, Math.max(0, endedAt - startedAt) / 1000);
}

/** Tooltip line: the job, its connection, its state and its cost. */
function line(standing: JobStanding, rates: RateBook): string {
  const { trainingJobName, connectionId } = standing.entry;
  const costs = connectionIdBills(connectionId) ? costTexts([standing], rates) : [];
  return [trainingJobName, connectionIdLabel(connectionId), stateText(standing), ...costs].join(' · ');
}

function stateText(standing: JobStanding): string {
  switch (standing.kind) {
    case 'found':
      return standing.entry.state === 'abandoned' ? vscode.l10n.t('being stopped') : standing.details.status;
    case 'awaited':
      return vscode.l10n.t('requested, not seen yet');
    case 'confirming':
    case 'gone':
      return vscode.l10n.t('gone, confirming');
    case 'other-account':
      return vscode.l10n.t('in account {0}, not checked', standing.entry.account?.accountId ?? '');
    case 'unknown':
      return vscode.l10n.t('state unknown');
  }
}
