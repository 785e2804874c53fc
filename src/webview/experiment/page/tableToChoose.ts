import type { FailureMessage } from '../../contract/messages.ts';

/** Whether choosing a table in a dialog resolves a failure: the experiment may not name it by itself, or it is missing. */
export const isTableToChoose = ({ code }: Pick<FailureMessage, 'code'>): boolean =>
  code === 'table-outside' || code === 'file-missing';
