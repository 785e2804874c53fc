import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { nameOf, openAt, say } from './words.ts';

const { t } = vscode.l10n;

export const ofFiles = {
  'file-missing': ({ file }) =>
    say(t('{0} does not exist. Restore it, or choose another file.', nameOf(file))),
  'file-unreadable': ({ file, found }) =>
    say(t('{0} cannot be opened ({1}). Check its permissions.', nameOf(file), found)),
  'file-changed': ({ file }) =>
    say(
      t('{0} has changed since it was shown. Nothing was created. Check it and try again.', nameOf(file)),
      ...openAt(file),
    ),
  'disk-full': ({ file }) =>
    say(
      t(
        'The disk is full, so {0} was not written. No partial file was left. Free some space and try again.',
        nameOf(file),
      ),
    ),
} satisfies Partial<Explanations>;
