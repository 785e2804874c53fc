import { createHash } from 'node:crypto';
import type { XmlElement } from '../protocols/xml.ts';

/** The canonical user of an account: 64 hexadecimal digits, as S3 has them. */
export const ownerId = (accountId: string) => createHash('sha256').update(accountId).digest('hex');

export const ownerElement = (accountId: string, name: 'Owner' | 'Initiator' = 'Owner'): XmlElement => [
  name,
  [['ID', ownerId(accountId)]],
];
