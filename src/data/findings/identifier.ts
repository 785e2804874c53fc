import type { ColumnFacts } from '../shapes/profile.ts';

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
}: Pick<ColumnFacts, 'name' | 'type' | 'why' | 'nonNullCount' | 'distinctCount'>): boolean {
  const isDistinct = nonNullCount > leastRows && distinctCount >= nonNullCount * distinctShare;
  if (!isDistinct || (type !== 'integer' && type !== 'text')) return false;
  const spaced = name.trim().replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  return why === 'beyond-exact' || identifierName.test(spaced);
}
