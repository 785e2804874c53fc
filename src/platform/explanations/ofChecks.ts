import type { Fix } from '../../runs/preflight/check.ts';
import { failedText } from './checkWords.ts';
import type { Remedy } from './remedy.ts';
import type { Explanations } from './types.ts';
import { chooseDestination, say, switchConnection } from './words.ts';

export const ofChecks: Pick<Explanations, 'check-failed'> = {
  'check-failed': ({ file, failed }) =>
    say(failedText(failed), ...failed.fixes.flatMap((fix) => remediesOf(fix, file))),
};

function remediesOf(fix: Fix, file: string): readonly Remedy[] {
  switch (fix.kind) {
    case 'signIn':
      return [fix];
    case 'editProfile':
      return [fix];
    case 'switchConnection':
      return [switchConnection];
    case 'chooseBucket':
    case 'chooseRole':
      return [chooseDestination];
    case 'agreeToOwner':
      return [{ kind: 'agreeToOwner', bucket: fix.bucket }];
    case 'chooseOwnBucket':
    case 'useConnectionRole':
    case 'useInstance':
    case 'setBatchSize':
      return [{ kind: 'openExperiment', file }];
    // Its page is linked on the page of the experiment.
    case 'requestQuota':
      return [];
  }
}
