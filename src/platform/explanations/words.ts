import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CredentialsHelp } from '../../aws/failures/credentialsHelp.ts';
import type { Say } from '../../data/findings/say.ts';
import { numberText } from './numberText.ts';
import type { Remedy } from './remedy.ts';
import type { Explanation } from './types.ts';

const { t } = vscode.l10n;
export const say = (message: string, ...remedies: Remedy[]): Explanation => ({ message, remedies });
/** A button that opens the file; none where `file` is ''. */
export const openAt = (file: string, line = 1): readonly Remedy[] =>
  file === '' ? [] : [{ kind: 'openFile', file, line }];
/** Messages name a file as the Explorer does; the button has the full path. */
export const nameOf = (file: string) => basename(file);
/** The place of a value; without the file where `file` is ''. */
export const placeOf = ({ file, row, column }: { file: string; row: number; column: string }) =>
  file === ''
    ? t('Row {0}, column {1}', row, column)
    : t('{0}, row {1}, column {2}', nameOf(file), row, column);
export const showLog: Remedy = { kind: 'showLog' };
export const chooseDestination: Remedy = { kind: 'chooseDestination' };
export const refresh: Remedy = { kind: 'refresh' };
export const switchConnection: Remedy = { kind: 'switchConnection' };
/** Signing in to the connection that failed; where it has nothing to sign in to, its profile. */
export function credentialsRemedies(help: CredentialsHelp | undefined): readonly Remedy[] {
  if (help === undefined) return [{ kind: 'signIn' }, switchConnection];
  const { connectionId, signsIn, profile } = help;
  if (signsIn) return [{ kind: 'signIn', connectionId }, switchConnection];
  return [profile === undefined ? refresh : { kind: 'editProfile', ...profile }, switchConnection];
}
export const sideOf = (side: 'train' | 'test' | 'validation') =>
  ({ train: t('training'), test: t('test'), validation: t('validation') })[side];
export const roleOf = (role: 'target' | 'feature') => (role === 'target' ? t('target') : t('feature'));

/** How the host writes findings. */
export const sayFinding: Say = {
  t,
  number: numberText,
  percent: (share) => `${numberText(100 * share)}\u00a0%`,
  list: (names) => new Intl.ListFormat(vscode.env.language, { type: 'conjunction' }).format(names),
};
