import * as vscode from 'vscode';
import { freeKey } from '../aws/s3/freeName.ts';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import type { ConflictPolicy, CopyOutcome, S3Target } from '../aws/s3/types.ts';
import { ask, confirm, tell } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import {
  folderAt,
  placeOf,
  requireS3Uri,
  requireTargets,
  s3UriProblem,
  selectFolder,
  targetOf,
  targetsText,
  withoutParts,
} from './s3Targets.ts';
import type { Services } from './services.ts';
import { askConflicts, inTurn, tellFailed, transferring } from './transfers.ts';

interface Moved {
  readonly s3Uri: string;
  /** Objects. */
  readonly moved: number;
}

/** A new place for an object, or for all below a prefix. */
interface Move {
  readonly from: S3Target;
  readonly to: S3Location;
}

/** Moves objects, or all below prefixes, to another key or bucket; several keep their names. */
export async function moveObject(
  services: Services,
  given: Given<'moveObject'>,
  several?: readonly string[],
): Promise<Moved> {
  const title = vscode.l10n.t('Move');
  const targets = await requireTargets(given?.s3Uri, several, { title, takesBuckets: false });
  const [from] = targets;
  const isOne = targets.length === 1;
  const to =
    given?.to ??
    (await ask({
      title,
      prompt: isOne
        ? vscode.l10n.t('New S3 URI of {0}', s3Uri(from))
        : vscode.l10n.t('S3 URI of the prefix to move {0} to', targetsText(targets)),
      value: isOne ? s3Uri(from) : s3Uri(folderOf(from)),
      problem: (value) => s3UriProblem(value) ?? (isOne ? problemOf(from, targetOf(value)) : undefined),
    }));
  const moves = isOne ? [{ from, to: targetOf(to) }] : await movesInto(targets, targetOf(withSlash(to)));
  const session = await givenSession(services, given);
  return {
    s3Uri: isOne ? s3Uri(placeOfMove({ from, to: targetOf(to) })) : withSlash(to),
    moved: await moveAll(services, session, moves),
  };
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
  const move = { from, to: locationOf(chosen) };
  return { s3Uri: s3Uri(placeOfMove(move)), moved: await moveAll(services, session, [move]) };
}

/** Rows of the tree that were dropped on a bucket or prefix keep their names. */
export async function moveInto(services: Services, uris: readonly string[], into: string): Promise<void> {
  const dragged = uris.map(targetOf).filter(({ key }) => key !== '');
  const moves = await movesInto(withoutParts(dragged), folderAt(targetOf(into)));
  const [first] = moves;
  if (first === undefined) return;
  await confirm(
    moves.length === 1
      ? vscode.l10n.t('Move {0} to {1}?', s3Uri(first.from), into)
      : vscode.l10n.t('Move {0} objects and prefixes to {1}?', moves.length, into),
    vscode.l10n.t('Each is copied, compared and then deleted where it was.'),
    vscode.l10n.t('Move'),
  );
  await moveAll(services, await services.openSession(), moves);
}

/**
 * Existing objects are kept, and a prefix is never moved into itself. Several with the same name each get their own key: Replace must
 * not affect what has just been moved.
 */
async function movesInto(targets: readonly S3Target[], into: S3Location): Promise<readonly Move[]> {
  const taken = new Set<string>();
  const moves: Move[] = [];
  for (const from of targets) {
    const ending = from.kind === 'prefix' ? '/' : '';
    const place = (name: string) => ({ bucket: into.bucket, key: `${into.key}${name}${ending}` });
    const { name } = placeOf(from);
    if (problemOf(from, place(name)) !== undefined) continue;
    const free = await freeKey(name, (one) => taken.has(place(one).key));
    const to = place(free);
    taken.add(to.key);
    moves.push({ from, to });
  }
  return moves;
}

function problemOf(from: S3Target, to: S3Location): string | undefined {
  if (to.key === '' && from.kind === 'object') return vscode.l10n.t('An object needs a key.');
  if (to.bucket !== from.bucket) return undefined;
  if (to.key === from.key) return vscode.l10n.t('This is where it is now.');
  return from.kind === 'prefix' && to.key.startsWith(from.key)
    ? vscode.l10n.t('A prefix cannot be moved into itself.')
    : undefined;
}

/** Moves what has a free key first; then what to do with the others is asked once. Returns how many objects were moved. */
async function moveAll(services: Services, session: Session, moves: readonly Move[]): Promise<number> {
  // What is below a prefix stays below one.
  const placed = moves.map(({ from, to }) => ({ from, to: placeOfMove({ from, to }) }));
  const [first] = placed;
  if (first === undefined) return 0;
  const what = targetsText(moves.map(({ from }) => from));
  const target = placed.length === 1 ? s3Uri(first.to) : s3Uri(folderOf(first.to));
  const run = (some: readonly Move[], conflicts: ConflictPolicy) =>
    transferring(services, vscode.l10n.t('Moving {0} to {1}', what, target), ({ signal, onProgress }) =>
      inTurn(some, onProgress, async (one, report) => ({
        ...one,
        outcome: await session.aws.moveObjects({ ...one, conflicts }, { signal, onProgress: report }),
      })),
    );
  const attempts = await run(placed, 'skip');
  const inTheWay = attempts.filter(({ outcome }) => outcome.skipped > 0);
  const outcomes = attempts.map(({ outcome }) => outcome);
  const skipped = outcomes.reduce((sum, one) => sum + one.skipped, 0);
  const total = outcomes.reduce((sum, one) => sum + movedIn(one) + one.skipped + one.failed.length, 0);
  const rest =
    inTheWay.length === 0
      ? []
      : (await run(inTheWay, await askConflicts(skipped, total, target))).map(({ outcome }) => outcome);
  const moved = [...outcomes, ...rest].reduce((sum, one) => sum + movedIn(one), 0);
  // The second attempt has met again what failed in the first.
  const last = [...attempts.filter((one) => !inTheWay.includes(one)).map(({ outcome }) => outcome), ...rest];
  const failed = last.flatMap((one) => one.failed);
  if (moves.length > 1) await selectFolder(services, first.from);
  tellFailed(services, failed);
  if (failed.length === 0)
    tell(
      moved === 1
        ? vscode.l10n.t('One object was moved to {0}.', target)
        : vscode.l10n.t('{0} objects were moved to {1}.', moved, target),
    );
  return moved;
}

const withSlash = (key: string) => (key.endsWith('/') ? key : `${key}/`);
const placeOfMove = ({ from, to }: Move): S3Location => ({
  ...to,
  key: from.kind === 'prefix' && to.key !== '' ? withSlash(to.key) : to.key,
});
const folderOf = ({ bucket, key }: S3Location): S3Location => ({ bucket, key: placeOf({ key }).folder });
const movedIn = ({ copied, alreadyThere }: CopyOutcome) => copied + alreadyThere;
