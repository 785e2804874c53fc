import type { ColumnFacts, Unusable } from '../shapes/profile.ts';

type Facts = Pick<ColumnFacts, 'name' | 'type' | 'why' | 'missingCount' | 'nonNullCount' | 'distinctCount'>;

/** Why a column cannot be a feature; undefined for numbers, or yes and no, that vary and have no missing values. */
export function whyUnusable(facts: Facts): Unusable | undefined {
  if (isIdentifier(facts)) return 'identifier';
  if (facts.type === 'text') return 'text';
  if (facts.distinctCount === 1) return 'constant';
  return facts.missingCount > 0 ? 'missing' : undefined;
}

const identifierName = /(?:^|[ _.-])(?:id|ids|no|nr|number|key|uuid|guid)$|^id(?:$|[ _.-])/i;
const distinctShare = 0.95;
/** Few rows can be distinct by chance. */
const leastRows = 10;

/** Whether a column numbers the rows: whole numbers, or words, that hardly repeat under a name such as "customer id". */
export function isIdentifier({
  name,
  type,
  why,
  nonNullCount,
  distinctCount,
}: Omit<Facts, 'missingCount'>): boolean {
  const isDistinct = nonNullCount > leastRows && distinctCount >= nonNullCount * distinctShare;
  if (!isDistinct || (type !== 'integer' && type !== 'text')) return false;
  const spaced = name.trim().replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  return why === 'beyond-exact' || identifierName.test(spaced);
}
