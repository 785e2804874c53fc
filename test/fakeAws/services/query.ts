import { readParameters } from '../../../src/local/identity/parameters.ts';
import type { Parameters } from '../../../src/local/identity/parameters.ts';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { xmlDocument } from '../../../src/local/protocols/xml.ts';
import type { XmlElement } from '../../../src/local/protocols/xml.ts';

/** Everything after the first part of a parameter's name is up to the operation. */
interface QueryOperation<Given> {
  readonly understood: readonly string[];
  /** Undefined for an operation that answers with nothing. */
  readonly result: (given: Given, parameters: Parameters) => readonly XmlElement[] | undefined;
}

export type QueryOperations<Given> = Readonly<Record<string, QueryOperation<Given>>>;

/** AWS's Query protocol: a form with the operation as `Action`, answered in XML. */
export function answerQuery<Given>(
  operations: QueryOperations<Given>,
  namespace: string,
  given: Given,
  { form, requestId }: { readonly form: URLSearchParams; readonly requestId: string },
): ServiceResponse {
  const action = form.get('Action') ?? '';
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (operation === undefined)
    throw new ServiceError(
      'InvalidAction',
      `Could not find operation ${action} for version ${form.get('Version')}`,
    );
  const result = operation.result(given, readParameters(form, operation.understood));
  const body = xmlDocument(`${action}Response`, namespace, [
    ...(result === undefined ? [] : [[`${action}Result`, result] as const]),
    ['ResponseMetadata', [['RequestId', requestId]]],
  ]);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

export const timeOf = (time: Date | number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** A parameter that must be there; the error is that of IAM and STS. */
export function required({ text }: Parameters, name: string): string {
  const value = text(name);
  if (value === undefined || value === '')
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** A page of items as IAM makes them: the marker is the position of the next one. */
export function pageOf<T>(
  items: readonly T[],
  { text }: Parameters,
): { readonly page: readonly T[]; readonly more: readonly XmlElement[] } {
  const size = Number(text('MaxItems') ?? '100');
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    throw new ServiceError('ValidationError', 'MaxItems must be from 1 to 1000');
  const start = Number(text('Marker') ?? '0');
  if (!Number.isInteger(start) || start < 0) throw new ServiceError('ValidationError', 'Invalid Marker.');
  const page = items.slice(start, start + size);
  const end = start + page.length;
  const isTruncated = end < items.length;
  return {
    page,
    more: [['IsTruncated', isTruncated], ...(isTruncated ? [['Marker', end] as const] : [])],
  };
}
