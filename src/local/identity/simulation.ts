import type { XmlElement } from '../protocols/xml.ts';
import { validationError } from './parameters.ts';
import type { Parameters } from './parameters.ts';

const defaultPageSize = 100;
const largestPage = 1000;

export interface Simulated {
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Condition keys that the request does not hold. */
  readonly missing: readonly string[];
}

/** Of the execution role, which may do everything. */
const allowed = (): Simulated => ({ decision: 'allowed', missing: [] });

/**
 * SimulatePrincipalPolicy: one decision for every action and resource.
 * docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePrincipalPolicy(
  { text, list }: Parameters,
  decide: (action: string, resource: string) => Simulated = allowed,
): readonly XmlElement[] {
  const actions = list('ActionNames');
  if (actions.length === 0) throw validationError('ActionNames must have at least one member');
  const invalid = actions.find((action) => !/^(\*|[\w-]{1,64}:[\w*?-]{1,64})$/.test(action));
  if (invalid !== undefined) throw validationError(`Invalid Action Name: ${invalid}`);
  const given = list('ResourceArns');
  const resources = given.length === 0 ? ['*'] : given;
  const size = wholeNumber(text('MaxItems'), defaultPageSize, 'MaxItems');
  const start = wholeNumber(text('Marker'), 0, 'Marker');
  if (size < 1 || size > largestPage) throw validationError(`MaxItems must be from 1 to ${largestPage}`);
  const count = actions.length * resources.length;
  const end = Math.min(count, start + size);
  const results = Array.from({ length: Math.max(0, end - start) }, (_, index): XmlElement => {
    const at = start + index;
    const action = actions[Math.floor(at / resources.length)] ?? '';
    const resource = resources[at % resources.length] ?? '';
    return ['member', resultOf(action, resource, decide(action, resource))];
  });
  return [
    ['EvaluationResults', results],
    ['IsTruncated', end < count],
    ...(end < count ? [['Marker', end] as const] : []),
  ];
}

const resultOf = (
  action: string,
  resource: string,
  { decision, missing }: Simulated,
): readonly XmlElement[] => [
  ['EvalActionName', action],
  ['EvalResourceName', resource],
  ['EvalDecision', decision],
  ['MatchedStatements', []],
  ['MissingContextValues', missing.map((key): XmlElement => ['member', key])],
];

function wholeNumber(text: string | undefined, otherwise: number, name: string): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw validationError(`${name} is invalid`);
  return value;
}
