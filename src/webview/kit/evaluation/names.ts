import { t } from '../language/language.ts';

/** A class in a sentence. */
export const quotedName = (name: string) => t('“{0}”', name);
