import type { ColumnFacts } from '../shapes/profile.ts';

const identifierName = /(?:^|[ _.-])(?:id|ids|no|nr|number|key|uuid|guid)$|^id(?:$|[ _.-])/i;
const distinctShare = 0.95;
/** Few rows can be distinct by chance. */
const leastRows = 10;

type IdentifierFacts = Pick<
  ColumnFacts,
  'name' | 'type' | 'why' | 'isRowName' | 'nonNullCount' | 'distinctCount'
>;

/**
 * Whether a column numbers or names the rows: whole numbers, or words, that hardly repeat under a name such as "customer id", or in a
 * first column without a name.
 */
export function isIdentifier({
  name,
  type,
  why,
  isRowName,
  nonNullCount,
  distinctCount,
}: IdentifierFacts): boolean {
  const isDistinct = nonNullCount > leastRows && distinctCount >= nonNullCount * distinctShare;
  if (!isDistinct || (type !== 'integer' && type !== 'text')) return false;
  const spaced = name.trim().replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  return isRowName === true || why === 'beyond-exact' || identifierName.test(spaced);
}
