import type { Say } from '../../../data/findings/say.ts';
import { t } from './language.ts';
import { nameList } from './nameList.ts';
import { fixed, percent } from './numbers.ts';

/** How a page writes findings. */
export const sayFinding: Say = { t, number: fixed, percent, list: nameList };
