/** Identity and trust policies as IAM evaluates them: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: OneOrMany<Statement>;
}

type OneOrMany<T> = T | readonly T[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany<string>>>;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean>>>>>;
}

/** Values of condition keys; a key that is not there is missing from the request. */
export type Context = Readonly<Record<string, readonly string[]>>;

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

export interface Decision {
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Condition keys that statements of this action and resource name and the request does not hold. */
  readonly missing: readonly string[];
}

export const administrator: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

export const trustOf = (principal: Exclude<Statement['Principal'], undefined>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

export function decide(documents: readonly PolicyDocument[], request: Request): Decision {
  const { action, resource, context = {} } = request;
  const concerning = statementsOf(documents).filter(
    (statement) =>
      isNamed(action.toLowerCase(), lowerCase(statement.Action), lowerCase(statement.NotAction)) &&
      isNamed(resource, statement.Resource, statement.NotResource),
  );
  const applying = concerning.filter((statement) => holds(statement, context));
  const effects = new Set(applying.map(({ Effect }) => Effect));
  return {
    decision: effects.has('Deny') ? 'explicitDeny' : effects.has('Allow') ? 'allowed' : 'implicitDeny',
    missing: missingKeys(concerning, context),
  };
}

/** Whether a trust policy lets one of these principals, such as `Service sagemaker.amazonaws.com`, do the action. */
export function trusts(
  document: PolicyDocument,
  action: string,
  kind: 'AWS' | 'Service' | 'Federated',
  { names, context = {} }: { readonly names: readonly string[]; readonly context?: Context },
): boolean {
  const applying = statementsOf([document]).filter(
    (statement) =>
      isNamed(action.toLowerCase(), lowerCase(statement.Action), lowerCase(statement.NotAction)) &&
      principalsOf(statement, kind).some((pattern) => pattern === '*' || names.includes(pattern)) &&
      holds(statement, context),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}

const statementsOf = (documents: readonly PolicyDocument[]) =>
  documents.flatMap(({ Statement }) => many(Statement));

function many<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return isMany(value) ? value : [value];
}

const isMany = <T>(value: OneOrMany<T>): value is readonly T[] => Array.isArray(value);

const lowerCase = (values: OneOrMany<string> | undefined) =>
  values === undefined ? undefined : many(values).map((value) => value.toLowerCase());

const principalsOf = ({ Principal }: Statement, kind: string) =>
  Principal === '*' ? ['*'] : many(Principal?.[kind]);

/** `*` and `?` of the pattern stand for any text and any character. */
const isLike = (value: string, pattern: string) =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(value);

function isNamed(
  value: string,
  named: OneOrMany<string> | undefined,
  others: OneOrMany<string> | undefined,
): boolean {
  if (named !== undefined) return many(named).some((pattern) => isLike(value, pattern));
  return others !== undefined && !many(others).some((pattern) => isLike(value, pattern));
}

const keysOf = ({ Condition = {} }: Statement) => Object.values(Condition).flatMap(Object.keys);

function missingKeys(statements: readonly Statement[], context: Context): readonly string[] {
  return [...new Set(statements.flatMap(keysOf))].filter((key) => valuesOf(context, key) === undefined);
}

/** Keys are compared without regard to case. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function holds({ Condition = {} }: Statement, context: Context): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      satisfies(operator, many<string | boolean>(expected).map(String), valuesOf(context, key)),
    ),
  );
}

const same = (a: string, b: string) => a === b;
const sameLetters = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const compared = (compare: (a: number, b: number) => boolean) => (a: string, b: string) =>
  compare(Number(a), Number(b));

/** What one value of the request must satisfy for one value of the policy. */
const operators: Readonly<Record<string, (value: string, expected: string) => boolean>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameLetters,
  StringLike: isLike,
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: sameLetters,
  NumericEquals: compared((a, b) => a === b),
  NumericLessThan: compared((a, b) => a < b),
  NumericLessThanEquals: compared((a, b) => a <= b),
  NumericGreaterThan: compared((a, b) => a > b),
  NumericGreaterThanEquals: compared((a, b) => a >= b),
};

function satisfies(
  operator: string,
  expected: readonly string[],
  values: readonly string[] | undefined,
): boolean {
  if (operator === 'Null') return expected.includes(String(values === undefined));
  const [, set, name = '', optional] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const isNegated = /Not(?=Equals|Like)/.test(name);
  const test = operators[name.replace('Not', '')];
  if (test === undefined) throw new Error(`the fake does not know the condition operator ${operator}`);
  if (values === undefined) return optional !== undefined || isNegated || set === 'ForAllValues:';
  const isMet = (value: string) => expected.some((one) => test(value, one)) !== isNegated;
  return set === 'ForAllValues:' || isNegated ? values.every(isMet) : values.some(isMet);
}
