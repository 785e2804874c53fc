import * as vscode from 'vscode';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import type { CopyOutcome, S3Target } from '../aws/s3/types.ts';
import { ask, confirm, tell } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { folderAt, placeOf, requireS3Uri, s3UriProblem, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';
import { askConflicts, tellFailed, transferring } from './transfers.ts';

interface Moved {
  readonly s3Uri: string;
  /** Objects. */
  readonly moved: number;
}

/** Moves an object, or all below a prefix, to another key or bucket. */
export async function moveObject(services: Services, given: Given<'moveObject'>): Promise<Moved> {
  const title = vscode.l10n.t('Move');
  const uri = await requireS3Uri(given?.s3Uri, title);
  const from = targetOf(uri);
  const to =
    given?.to ??
    (await ask({
      title,
      prompt: vscode.l10n.t('New S3 URI of {0}', uri),
      value: uri,
      problem: (value) => s3UriProblem(value) ?? problemOf(from, targetOf(value)),
    }));
  const session = await givenSession(services, given);
  return move(services, session, from, targetOf(to));
}

/** Gives an object or a prefix another name in the same folder. */
export async function renameObject(services: Services, given: Given<'renameObject'>): Promise<Moved> {
  const title = vscode.l10n.t('Rename');
  const uri = await requireS3Uri(given?.s3Uri, title);
  const from = targetOf(uri);
  const { folder, name } = placeOf(from);
  const ending = from.kind === 'prefix' ? '/' : '';
  const locationOf = (value: string) => ({ bucket: from.bucket, key: `${folder}${value}${ending}` });
  const chosen =
    given?.name ??
    (await ask({
      title,
      prompt: vscode.l10n.t('New name of {0}', uri),
      value: name,
      problem: (value) =>
        value === ''
          ? vscode.l10n.t('The name is empty.')
          : value.includes('/')
            ? vscode.l10n.t('A name has no “/”: use Move… for another folder.')
            : problemOf(from, locationOf(value)),
    }));
  const session = await givenSession(services, given);
  return move(services, session, from, locationOf(chosen));
}

/** Several rows of the tree that were dropped on a bucket or prefix keep their names. */
export async function moveInto(services: Services, uris: readonly string[], into: string): Promise<void> {
  const folder = folderAt(targetOf(into));
  const moves = uris.map(targetOf).flatMap((from) => {
    const to = {
      bucket: folder.bucket,
      key: `${folder.key}${placeOf(from).name}${from.kind === 'prefix' ? '/' : ''}`,
    };
    return from.key === '' || problemOf(from, to) !== undefined ? [] : [{ from, to }];
  });
  const [first] = moves;
  if (first === undefined) return;
  await confirm(
    moves.length === 1
      ? vscode.l10n.t('Move {0} to {1}?', s3Uri(first.from), into)
      : vscode.l10n.t('Move {0} objects and prefixes to {1}?', moves.length, into),
    vscode.l10n.t('Each is copied, compared and then deleted where it was.'),
    vscode.l10n.t('Move'),
  );
  const session = await services.openSession();
  for (const { from, to } of moves) await move(services, session, from, to);
}

function problemOf(from: S3Target, to: S3Location): string | undefined {
  if (to.key === '' && from.kind === 'object') return vscode.l10n.t('An object needs a key.');
  if (to.bucket !== from.bucket) return undefined;
  if (to.key === from.key) return vscode.l10n.t('This is where it is now.');
  return from.kind === 'prefix' && to.key.startsWith(from.key)
    ? vscode.l10n.t('A prefix cannot be moved into itself.')
    : undefined;
}

/** Moves what has a free key first; then what to do with the others is asked once. */
async function move(services: Services, session: Session, from: S3Target, to: S3Location): Promise<Moved> {
  // What is below a prefix stays below one.
  const place = { ...to, key: from.kind === 'prefix' && to.key !== '' ? withSlash(to.key) : to.key };
  const [uri, target] = [s3Uri(from), s3Uri(place)];
  const run = (conflicts: 'skip' | 'replace' | 'keepBoth') =>
    transferring(services, vscode.l10n.t('Moving {0} to {1}', uri, target), (options) =>
      session.aws.moveObjects({ from, to: place, conflicts }, options),
    );
  const first = await run('skip');
  const total = first.copied + first.alreadyThere + first.skipped + first.failed.length;
  const rest = first.skipped === 0 ? undefined : await run(await askConflicts(first.skipped, total, target));
  const moved = movedIn(first) + (rest === undefined ? 0 : movedIn(rest));
  const failed = rest?.failed ?? first.failed;
  tellFailed(services, failed);
  if (failed.length === 0)
    tell(
      moved === 1
        ? vscode.l10n.t('One object was moved to {0}.', target)
        : vscode.l10n.t('{0} objects were moved to {1}.', moved, target),
    );
  return { s3Uri: target, moved };
}

const withSlash = (key: string) => (key.endsWith('/') ? key : `${key}/`);
const movedIn = ({ copied, alreadyThere }: CopyOutcome) => copied + alreadyThere;
