import { createHash } from 'node:crypto';
import type { XmlElement } from '../protocols/xml.ts';

/** The canonical user of an account: 64 hexadecimal digits, as S3 has them. */
export const ownerId = (accountId: string) => createHash('sha256').update(accountId).digest('hex');

/** S3 no longer returns owner names, but older clients need one. */
export const ownerContent = (accountId: string): readonly XmlElement[] => [
  ['ID', ownerId(accountId)],
  ['DisplayName', accountId],
];

export const ownerElement = (accountId: string, name: 'Owner' | 'Initiator' = 'Owner'): XmlElement => [
  name,
  ownerContent(accountId),
];
