import type { RunFollowed } from '../contract.ts';
import { DefinitionRows } from '../../kit/controls/DefinitionRows.tsx';
import type { DefinitionRow } from '../../kit/controls/DefinitionRows.tsx';
import { t } from '../../kit/language/language.ts';
import { duration, fixed } from '../../kit/language/numbers.ts';
import { phaseNames } from './Phases.tsx';

/** Where the model comes from: everything another person needs to make it again, to copy. */
export function Provenance({ state }: { readonly state: RunFollowed }) {
  return (
    <>
      <h2>{t('Provenance')}</h2>
      <DefinitionRows rows={[...dataRows(state), ...jobRows(state)]} />
    </>
  );
}

function dataRows({ data }: RunFollowed): DefinitionRow[] {
  if (data === undefined) return [];
  const { train, validation, test } = data.rowCounts;
  const drawn = data.shuffled ? t('seed {0}, shuffled', data.seed) : t('in file order');
  const order = data.splitColumn === undefined ? drawn : t('by {0}', data.splitColumn);
  const sizes =
    validation === 0
      ? t('{0} train, {1} test', fixed(train), fixed(test))
      : t('{0} train, {1} validation, {2} test', fixed(train), fixed(validation), fixed(test));
  return [
    { term: t('Dataset'), value: t('{0}, {1} rows', data.datasetName, fixed(train + validation + test)) },
    {
      term: 'SHA-256',
      value: <code>{`${data.datasetSha256.slice(0, 12)}…`}</code>,
      copy: data.datasetSha256,
    },
    { term: t('Split'), value: `${sizes}; ${order}` },
    ...leftOutRows(data.rowCounts),
  ];
}

/** Rows that are in none of the sets. */
function leftOutRows({
  withoutTarget = 0,
  byRules = 0,
  withGaps = 0,
  setAside = 0,
}: (RunFollowed['data'] & object)['rowCounts']): DefinitionRow[] {
  const parts = [
    ...(withoutTarget > 0 ? [t('{0} without a target', fixed(withoutTarget))] : []),
    ...(byRules > 0 ? [t('{0} by row rules', fixed(byRules))] : []),
    ...(withGaps > 0 ? [t('{0} with a gap in a feature', fixed(withGaps))] : []),
    ...(setAside > 0 ? [t('{0} with too many or too few values', fixed(setAside))] : []),
  ];
  return parts.length === 0 ? [] : [{ term: t('Rows left out'), value: parts.join(', ') }];
}

function jobRows({ job, phases }: RunFollowed): DefinitionRow[] {
  const copied = (term: string, value: string): DefinitionRow => ({ term, value, copy: value });
  const names = phaseNames();
  const times = phases.flatMap(({ name, durationMs }) =>
    durationMs === undefined ? [] : [`${names[name]} ${duration(durationMs / 1000)}`],
  );
  return [
    copied(t('Job'), job.name),
    ...(job.trainS3Uri === '' ? [] : [copied(t('Training data'), job.trainS3Uri)]),
    job.modelS3Uri === undefined
      ? copied(t('Output'), job.outputS3Uri)
      : copied(t('Model artifact'), job.modelS3Uri),
    copied(t('Image'), job.imageUri),
    copied(t('Role'), job.roleArn),
    ...(times.length === 0 ? [] : [{ term: t('Time'), value: times.join(', ') }]),
  ];
}
