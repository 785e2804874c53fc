import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { RateBook } from '../aws/costs.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { explain } from '../platform/messages.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, pickSome, tell } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { cleanUp as cleanUpOne, findLeftovers, goesUnseen } from '../runs/cleanUp.ts';
import type { Leftover, LeftoverKind, Leftovers } from '../runs/cleanUp.ts';
import { objectCount } from '../runs/runArtifacts.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { costOf } from '../views/endpointCosts.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';

/** Names, as they are listed. */
interface CleanedUp {
  readonly deleted: readonly string[];
  readonly left: readonly string[];
}

/**
 * Finds our resources on a connection and deletes those the user selects. With `confirmed` no prompt is shown, and only what this
 * user left running is deleted.
 */
export async function cleanUp(services: Services, given: Given<'cleanUp'> = {}): Promise<CleanedUp> {
  const { confirmed, ...where } = given;
  const session = await givenSession(services, where);
  const found = await withProgress(
    vscode.l10n.t('Searching {0}', connectionLabel(session.connection)),
    (signal, report) => search(services, session, signal, (kind) => report({ message: searchedText(kind) })),
  );
  const chosen =
    confirmed === true
      ? found.found.filter(goesUnseen)
      : await choose(session, found, await services.prices.rates());
  if (chosen.length === 0) return { deleted: [], left: [] };
  if (confirmed !== true) await confirmAll(chosen);
  const done = await withProgress(vscode.l10n.t('Cleaning up'), (signal, report) =>
    deleteAll(services, session, chosen, signal, (count) =>
      report({
        message: vscode.l10n.t('{0} of {1}', count, chosen.length),
        fraction: count / chosen.length,
      }),
    ),
  );
  sayResult(done);
  return { deleted: done.deleted, left: done.left.map(({ name }) => name) };
}

/** How many records of runs are read, newest first. */
const mostRuns = 200;

async function search(
  { ledger, jobs, records, history }: Services,
  session: Session,
  signal: AbortSignal,
  onFound: (kind: LeftoverKind) => void,
): Promise<Leftovers> {
  const { rows } = await history.rows(signal);
  const own = rows.filter(({ connectionId }) => connectionId === session.connectionId).slice(0, mostRuns);
  const runs: RunRecord[] = [];
  for (const { trainingJobName } of own) {
    const record = await records.find(session.connectionId, trainingJobName);
    if (record !== undefined) runs.push(record);
  }
  return findLeftovers(session, { ledger, jobs, runs }, { signal, onFound });
}

async function choose(
  session: Session,
  { found, unsearched }: Leftovers,
  rates: RateBook,
): Promise<readonly Leftover[]> {
  const notSearched = unsearched.map(({ kind, error }) =>
    error === undefined
      ? vscode.l10n.t('{0}: only the newest were searched', kindText(kind))
      : `${kindText(kind)}: ${explain(error).message}`,
  );
  if (notSearched.length > 0) tell(vscode.l10n.t('The search is incomplete. {0}', notSearched.join(' ')));
  const choices = found.map((one) => choiceOf(session, one, rates));
  return pickSome(Promise.resolve(choices), {
    title: vscode.l10n.t('Clean Up'),
    placeHolder: vscode.l10n.t('Select what to delete'),
    least: 1,
    most: choices.length,
    whenEmpty: {
      message: vscode.l10n.t('Nothing created by Linear Learner was found on this connection.'),
      act: vscode.l10n.t('Show Runs'),
      command: 'showRuns',
    },
  });
}

function choiceOf(session: Session, leftover: Leftover, rates: RateBook): Choice<Leftover> {
  return {
    label: `$(${icons[leftover.kind]}) ${leftover.name}`,
    description: kindText(leftover.kind),
    detail: detailOf(session, leftover, rates),
    value: leftover,
  };
}

const icons: Readonly<Record<LeftoverKind, string>> = {
  endpoint: 'server',
  trainingJob: 'play',
  upload: 'cloud-upload',
  artifacts: 'archive',
  config: 'gear',
  model: 'package',
  schedule: 'clock',
  role: 'key',
};

function kindText(kind: LeftoverKind): string {
  switch (kind) {
    case 'endpoint':
      return vscode.l10n.t('endpoint');
    case 'trainingJob':
      return vscode.l10n.t('running training job');
    case 'upload':
      return vscode.l10n.t('incomplete upload');
    case 'artifacts':
      return vscode.l10n.t('objects of a run in S3');
    case 'config':
      return vscode.l10n.t('endpoint configuration');
    case 'model':
      return vscode.l10n.t('model');
    case 'schedule':
      return vscode.l10n.t('lease schedule');
    case 'role':
      return vscode.l10n.t('role');
  }
}

const searchedText = (kind: LeftoverKind) => vscode.l10n.t('searched: {0}', kindText(kind));

/** What it costs, how large it is, and what deleting it means. */
function detailOf({ connection }: Session, leftover: Leftover, rates: RateBook): string {
  switch (leftover.kind) {
    case 'endpoint': {
      const { details, isOwn } = leftover;
      const owner = details.guard?.owner ?? vscode.l10n.t('unknown');
      return [
        details.status,
        costOf(connection, [details], rates).text,
        ...(isOwn ? [] : [vscode.l10n.t('may belong to someone else; owner: {0}', owner)]),
      ].join(' · ');
    }
    case 'trainingJob':
      return leftover.isOwn
        ? vscode.l10n.t('Will be stopped; SageMaker keeps its record')
        : vscode.l10n.t('Not started on this machine. Will be stopped; SageMaker keeps its record');
    case 'upload':
      return vscode.l10n.t('{0}, stored and billed by S3', byteSizeText(leftover.bytes));
    case 'artifacts':
      return vscode.l10n.t(
        '{0} objects, {1} in {2}; the run cannot be deployed or evaluated afterwards',
        objectCount(leftover.artifacts),
        byteSizeText(leftover.artifacts.bytes),
        leftover.artifacts.bucket,
      );
    case 'config':
    case 'model':
      if (leftover.isServing === undefined) return vscode.l10n.t('Costs nothing. An endpoint may use it');
      return leftover.isServing
        ? vscode.l10n.t('Costs nothing. An endpoint uses it')
        : vscode.l10n.t('Costs nothing. Deploy creates a new one');
    case 'schedule':
      if (leftover.isServing === undefined)
        return vscode.l10n.t(
          'Its endpoint may still exist. Without the schedule, AWS does not end the lease',
        );
      return leftover.isServing
        ? vscode.l10n.t('Deletes its endpoint when the lease ends, even while VS Code is closed')
        : vscode.l10n.t('Its endpoint no longer exists');
    case 'role':
      return vscode.l10n.t('Costs nothing. Runs, endpoints and lease schedules that use it may stop working');
  }
}

const nameOf = ({ kind, name }: Leftover) => `${kindText(kind)} ${name}`;

async function confirmAll(chosen: readonly Leftover[]): Promise<void> {
  await confirm(
    chosen.length === 1 ? vscode.l10n.t('Delete 1 item?') : vscode.l10n.t('Delete {0} items?', chosen.length),
    chosen.map(nameOf).join('\n'),
    vscode.l10n.t('Delete'),
  );
}

interface Done {
  readonly deleted: readonly string[];
  readonly left: readonly { readonly name: string; readonly reason: string }[];
}

/** One after the other, billed ones first; a failure does not stop the others. */
async function deleteAll(
  { ledger, changed, log }: Services,
  session: Session,
  chosen: readonly Leftover[],
  signal: AbortSignal,
  onDone: (count: number) => void,
): Promise<Done> {
  const deleted: string[] = [];
  const left: { name: string; reason: string }[] = [];
  try {
    for (const leftover of chosen) {
      try {
        await cleanUpOne(session, ledger, leftover, signal);
        deleted.push(nameOf(leftover));
      } catch (error) {
        signal.throwIfAborted();
        const reason = explain(error).message;
        log.error(`${nameOf(leftover)}: ${reason}`);
        left.push({ name: nameOf(leftover), reason });
      }
      onDone(deleted.length + left.length);
    }
  } finally {
    changed();
  }
  return { deleted, left };
}

function sayResult({ deleted, left }: Done): void {
  const count =
    deleted.length === 1
      ? vscode.l10n.t('Cleaned up 1 item.')
      : vscode.l10n.t('Cleaned up {0} items.', deleted.length);
  const refused = left.map(({ name, reason }) => `${name}: ${reason}`);
  tell(
    [count, ...(left.length === 0 ? [] : [vscode.l10n.t('Not cleaned up: {0}', refused.join(' '))])].join(
      ' ',
    ),
  );
}
