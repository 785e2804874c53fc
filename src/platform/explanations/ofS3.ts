import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { say, showLog } from './words.ts';

const { t } = vscode.l10n;

export const ofS3 = {
  'objects-not-deleted': ({ bucket, count, key, reason }) =>
    say(
      t(
        '{0} objects of {1} could not be deleted, {2} for one: {3}. The others are deleted; try again once that is allowed.',
        count,
        bucket,
        key,
        reason,
      ),
      showLog,
    ),
  'upload-changed': ({ path, s3Uri }) =>
    say(
      t(
        '{0} changed while it was uploaded. {1} was not written; upload the file again once it is complete.',
        path,
        s3Uri,
      ),
    ),
  'copy-differs': ({ s3Uri, to }) =>
    say(t('{1} differs from {0} after the copy. {0} was kept; try again.', s3Uri, to)),
  'moved-into-itself': ({ s3Uri, to }) =>
    say(t('{0} cannot go to {1}, which is the same or inside it. Choose another place.', s3Uri, to)),
  'transfer-record-unreadable': ({ record }) =>
    say(
      t('The transfer cannot go on: its record {0} is missing or damaged. Start it again.', record),
      showLog,
    ),
  'object-replaced': ({ s3Uri }) =>
    say(t('{0} changed meanwhile and was not deleted. Look at it and try again.', s3Uri)),
  'object-exists': ({ s3Uri }) =>
    say(t('{0} exists by now and was not overwritten. Try again to decide about it.', s3Uri)),
  'download-incomplete': ({ s3Uri, path, expected, found }) =>
    say(t('{0} has {1} bytes instead of the {2} of {3}. Download it again.', path, found, expected, s3Uri)),
} satisfies Partial<Explanations>;
