import type { XmlElement } from '../protocols/xml.ts';
import { validationError } from './parameters.ts';
import type { Parameters } from './parameters.ts';

const defaultPageSize = 100;
const largestPage = 1000;

/**
 * SimulatePrincipalPolicy of the execution role, which may do everything: one decision for every action and resource.
 * docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePrincipalPolicy({ text, list }: Parameters): readonly XmlElement[] {
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
    return ['member', decision(action, resources[at % resources.length] ?? '')];
  });
  return [
    ['EvaluationResults', results],
    ['IsTruncated', end < count],
    ...(end < count ? [['Marker', end] as const] : []),
  ];
}

const decision = (action: string, resource: string): readonly XmlElement[] => [
  ['EvalActionName', action],
  ['EvalResourceName', resource],
  ['EvalDecision', 'allowed'],
  ['MatchedStatements', []],
  ['MissingContextValues', []],
];

function wholeNumber(text: string | undefined, otherwise: number, name: string): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw validationError(`${name} is invalid`);
  return value;
}
