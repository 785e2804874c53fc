import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { storageCost, trainingPrice } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { explain } from '../platform/messages.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, pickSome, tell, warn } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { cleanUp as cleanUpOne, findLeftovers, goesUnseen } from '../runs/cleanUp.ts';
import type { Leftover, LeftoverKind, Leftovers } from '../runs/leftovers.ts';
import { objectCount } from '../runs/runArtifacts.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { costOf, usdText } from '../views/endpointCosts.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { dayText } from './prices.ts';
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
  const { deleted, left } = await deleteChosen(services, session, chosen);
  return { deleted: deleted.map(nameOf), left: left.map(({ leftover }) => nameOf(leftover)) };
}

/** Deletes what was chosen; what could not be deleted is named, and can be tried again. */
async function deleteChosen(
  services: Services,
  session: Session,
  chosen: readonly Leftover[],
): Promise<Done> {
  const done = await withProgress(vscode.l10n.t('Cleaning up'), (signal, report) =>
    deleteAll(services, session, chosen, signal, (count) =>
      report({
        message: vscode.l10n.t('{0} of {1}', count, chosen.length),
        fraction: count / chosen.length,
      }),
    ),
  );
  const rest = done.left.map(({ leftover }) => leftover);
  sayResult(done, () => deleteChosen(services, session, rest));
  return done;
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
      ? vscode.l10n.t('{0}: only some were searched', kindText(kind))
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
    case 'trainingJob': {
      const { instances, isOwn } = leftover;
      return [
        costOf(connection, instances === undefined ? [] : [instances], rates, trainingPrice).text,
        ...(isOwn ? [] : [vscode.l10n.t('not started on this machine')]),
        vscode.l10n.t('Will be stopped; SageMaker keeps its record'),
      ].join(' · ');
    }
    case 'upload': {
      const { bytes, upload } = leftover;
      return [
        storageText(connection, bytes),
        ...(upload.startedAt === undefined
          ? []
          : [vscode.l10n.t('started on {0}', dayText(new Date(upload.startedAt).toISOString()))]),
      ].join(' · ');
    }
    case 'artifacts': {
      const { artifacts, isKnown } = leftover;
      return [
        vscode.l10n.t('{0} objects in {1}', objectCount(artifacts), artifacts.bucket),
        storageText(connection, artifacts.bytes),
        isKnown
          ? vscode.l10n.t('the run cannot be deployed or evaluated afterwards')
          : vscode.l10n.t('not a run of this machine; may belong to someone else'),
      ].join(' · ');
    }
    case 'config':
    case 'model':
      if (leftover.isServing === undefined) return vscode.l10n.t('Costs nothing. An endpoint may use it');
      return leftover.isServing
        ? vscode.l10n.t('Costs nothing. An endpoint uses it')
        : vscode.l10n.t('Costs nothing. Deploy creates a new one');
    case 'schedule':
      if (leftover.isServing === undefined)
        return vscode.l10n.t(
          'Costs nothing. Its endpoint may still exist; without the schedule, AWS does not end the lease',
        );
      return leftover.isServing
        ? vscode.l10n.t(
            'Costs nothing. Deletes its endpoint when the lease ends, even while VS Code is closed',
          )
        : vscode.l10n.t('Costs nothing. Its endpoint no longer exists');
    case 'role': {
      const effect = vscode.l10n.t(
        'Costs nothing. Runs, endpoints and lease schedules that use it may stop working',
      );
      return leftover.evidence === 'tag'
        ? effect
        : `${effect} · ${vscode.l10n.t('recognized only by its name or path')}`;
    }
  }
}

/** Size, and what it costs in S3. */
function storageText(connection: Connection, bytes: number): string {
  const size = byteSizeText(bytes);
  const cost = storageCost(connection, bytes);
  switch (cost.kind) {
    case 'free':
      return vscode.l10n.t('{0}, free', size);
    case 'unknown':
      return vscode.l10n.t('{0}, billed by S3 at a rate unknown here', size);
    case 'known': {
      const rate = vscode.l10n.t(
        'S3 Standard, ${0} per GB and month, read on {1}',
        cost.usdPerGb,
        dayText(cost.readOn),
      );
      return cost.usdPerMonth < 0.001
        ? vscode.l10n.t('{0}, less than $0.001 per month ({1})', size, rate)
        : vscode.l10n.t('{0}, ${1} per month ({2})', size, usdText(cost.usdPerMonth), rate);
    }
  }
}

const nameOf = ({ kind, name }: Leftover) => `${kindText(kind)} ${name}`;

const keptRecords = () =>
  vscode.l10n.t('Training jobs are stopped, not deleted: SageMaker keeps their records.');

const areJobs = (all: readonly Leftover[]) => all.some(({ kind }) => kind === 'trainingJob');

async function confirmAll(chosen: readonly Leftover[]): Promise<void> {
  await confirm(
    chosen.length === 1 ? vscode.l10n.t('Delete 1 item?') : vscode.l10n.t('Delete {0} items?', chosen.length),
    [...chosen.map(nameOf), ...(areJobs(chosen) ? [keptRecords()] : [])].join('\n'),
    vscode.l10n.t('Delete'),
  );
}

interface Done {
  readonly deleted: readonly Leftover[];
  readonly left: readonly { readonly leftover: Leftover; readonly reason: string }[];
}

/** One after the other, billed ones first; a failure does not stop the others. */
async function deleteAll(
  { ledger, changed, log }: Services,
  session: Session,
  chosen: readonly Leftover[],
  signal: AbortSignal,
  onDone: (count: number) => void,
): Promise<Done> {
  const deleted: Leftover[] = [];
  const left: { leftover: Leftover; reason: string }[] = [];
  try {
    for (const leftover of chosen) {
      try {
        await cleanUpOne(session, ledger, leftover, signal);
        deleted.push(leftover);
      } catch (error) {
        signal.throwIfAborted();
        const reason = explain(error).message;
        log.error(`${nameOf(leftover)}: ${reason}`);
        left.push({ leftover, reason });
      }
      onDone(deleted.length + left.length);
    }
  } finally {
    changed();
  }
  return { deleted, left };
}

function sayResult({ deleted, left }: Done, retry: () => PromiseLike<unknown>): void {
  const count =
    deleted.length === 1
      ? vscode.l10n.t('Cleaned up 1 item.')
      : vscode.l10n.t('Cleaned up {0} items.', deleted.length);
  const said = [count, ...(areJobs(deleted) ? [keptRecords()] : [])];
  if (left.length === 0) return tell(said.join(' '));
  const refused = left.map(({ leftover, reason }) => `${nameOf(leftover)}: ${reason}`);
  warn([...said, vscode.l10n.t('Not cleaned up: {0}', refused.join(' '))].join(' '), {
    label: vscode.l10n.t('Try Again'),
    run: retry,
  });
}
