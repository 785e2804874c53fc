import { useEffect, useRef, useState } from 'preact/hooks';
import type { ColumnList, ColumnQuery, ColumnRow, ExperimentContract } from '../contract.ts';
import type { Port } from '../../kit/page/port.ts';

/** Rows that are requested at once. */
export const rowsAtOnce = 160;

type Request<Name extends 'listColumns' | 'column' | 'previewFeature'> = ExperimentContract['requests'][Name];

/** The newest answer to a request that is repeated whenever `key` changes; an answer that a newer one has overtaken is dropped. */
function useAnswer<Name extends 'listColumns' | 'column' | 'previewFeature'>(
  port: Port<ExperimentContract>,
  name: Name,
  body: Request<Name>['request'] | undefined,
  key: readonly unknown[],
  run: (request: Promise<unknown>) => void,
): { readonly answer: Request<Name>['response'] | undefined; readonly isOld: boolean } {
  const [known, setKnown] = useState<{ readonly answer: Request<Name>['response']; readonly key: unknown }>();
  const keyText = useRef<readonly unknown[]>(key);
  const isSame =
    keyText.current.length === key.length && keyText.current.every((part, index) => part === key[index]);
  if (!isSame) keyText.current = key;
  const current = keyText.current;
  useEffect(() => {
    if (body === undefined) return setKnown(undefined);
    const ending = new AbortController();
    const ask = async () => {
      try {
        const answer = await port.request(name, body, { signal: ending.signal });
        if (!ending.signal.aborted) setKnown({ answer, key: current });
      } catch (error) {
        if (!ending.signal.aborted) throw error;
      }
    };
    run(ask());
    return () => ending.abort();
  }, [current]);
  return { answer: known?.answer, isOld: known?.key !== current };
}

interface ColumnsRequest {
  readonly port: Port<ExperimentContract>;
  readonly run: (request: Promise<unknown>) => void;
  /** Changes with what the host knows. */
  readonly version: unknown;
}

/** A part of the columns that match, as they are after the newest push. */
export function useColumns(
  { port, run, version }: ColumnsRequest,
  query: ColumnQuery,
  from: number,
): ColumnList | undefined {
  const body = { query, from, count: rowsAtOnce };
  return useAnswer(port, 'listColumns', body, [version, JSON.stringify(body)], run).answer;
}

/** One column, as it is after the newest push. */
export function useColumn(
  { port, run, version }: ColumnsRequest,
  name: string | undefined,
): ColumnRow | null {
  const body = name === undefined ? undefined : { name };
  // Until the answer is there the column before stays, so that nothing jumps.
  return useAnswer(port, 'column', body, [version, name], run).answer ?? null;
}

/** What a feature makes of rows of the table; `isOld` while a newer one is computed. */
export function useFeaturePreview(
  { port, run, version }: ColumnsRequest,
  column: string,
  feature: number | undefined,
) {
  const body = { column, ...(feature === undefined ? {} : { feature }) };
  return useAnswer(port, 'previewFeature', body, [version, column, feature], run);
}
