import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { credentialsRemedies, say, switchConnection } from './words.ts';

const { t } = vscode.l10n;

export const ofSignIn = {
  'sign-in-not-possible': ({ label, help }) =>
    say(
      t(
        '{0} has nothing to sign in to: its credentials are keys, or come from a program or from this machine. Renew them there, or switch to another connection.',
        label,
      ),
      ...(help === undefined ? [switchConnection] : credentialsRemedies(help)),
    ),
  'sign-in-failed': ({ label, reason, detail, help }) => {
    const again = credentialsRemedies(help);
    switch (reason) {
      case 'refused':
        return say(t('Signing in to {0} was declined.', label), ...again);
      case 'late':
        return say(t('Signing in to {0} was not finished in time.', label), ...again);
      case 'other-answer':
        return say(
          t('The browser came back from another sign-in than that to {0}. Nothing was used from it.', label),
          ...again,
        );
      case 'host':
        return say(
          t(
            'The page for signing in to {0} would be {1}, which is not a page of AWS. It was not opened. Check sso_start_url and sso_region in ~/.aws/config.',
            label,
            detail,
          ),
          switchConnection,
        );
      case 'cli':
        return say(t('The AWS CLI could not sign in to {0}: {1}.', label, detail), ...again);
      case 'service':
        return say(t('Signing in to {0} failed. {1}', label, detail), ...again);
    }
  },
} satisfies Partial<Explanations>;
