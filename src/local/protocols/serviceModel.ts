import { ServiceError } from './service.ts';

/** A shape of a service model, reduced to what constrains an input. */
interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  /** Names of shapes. Members that the embedded server refuses are left out. */
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

/** What `scripts/writeServiceModels.mjs` writes into `models`. */
export interface ServiceModel {
  /** Shape of the input of each operation. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Members of the output of each Describe operation. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

interface Reading {
  readonly model: ServiceModel;
  readonly problems: string[];
}

/** A service lists only so many violations. */
const mostProblems = 10;
/** Longer values are cut in messages. */
const longestShownValue = 256;

/**
 * The input of an operation without its null members, checked against the service's model. Throws ServiceError: the service's
 * validation error for every violated constraint and every member that the embedded server does not implement;
 * SerializationException for a value of another type.
 */
export function readInput(
  model: ServiceModel,
  operation: string,
  input: unknown,
  validationCode: string,
): unknown {
  const reading: Reading = { model, problems: [] };
  const read = readValue(reading, model.inputs[operation] ?? '', input, '');
  const { problems } = reading;
  if (problems.length === 0) return read;
  const shown = problems.slice(0, mostProblems).join('; ');
  throw new ServiceError(
    validationCode,
    `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${shown}`,
  );
}

function readValue(reading: Reading, name: string, value: unknown, at: string): unknown {
  const shape = reading.model.shapes[name];
  if (shape === undefined) throw new Error(`the service model has no shape ${name}`);
  switch (shape.type) {
    case 'structure':
      return readStructure(reading, shape, requireObject(value), at);
    case 'map':
      return readMap(reading, shape, requireObject(value), at);
    case 'list':
      return readList(reading, shape, value, at);
    case 'string':
      if (typeof value !== 'string') throw unexpected(value, 'a String');
      checkText(reading, shape, value, at);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw unexpected(value, 'a Boolean');
      return value;
    case 'integer':
    case 'long':
      if (!Number.isSafeInteger(value))
        throw unexpected(value, shape.type === 'long' ? 'a Long' : 'an Integer');
      checkSize(reading, shape, Number(value), { at, shown: value, measure: 'value' });
      return value;
    case 'float':
    case 'double':
    case 'timestamp':
      if (typeof value !== 'number') throw unexpected(value, 'a Number');
      checkSize(reading, shape, value, { at, shown: value, measure: 'value' });
      return value;
    default:
      throw new Error(`the service model has a ${shape.type}, which no input holds`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function readStructure(reading: Reading, shape: Shape, value: Fields, at: string): Fields {
  const { members = {}, required = [] } = shape;
  const read: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (isAbsent(one)) continue;
    const place = placeOf(at, name);
    const of = Object.hasOwn(members, name) ? members[name] : undefined;
    if (of !== undefined) read[name] = readValue(reading, of, one, place);
    else if (requestsSomething(one))
      reading.problems.push(
        `Value at '${place}' failed to satisfy constraint: ${name} is not implemented by the embedded server`,
      );
  }
  for (const name of required)
    if (isAbsent(value[name]))
      reading.problems.push(failed('null', placeOf(at, name), 'Member must not be null'));
  return read;
}

const isAbsent = (value: unknown) => value === undefined || value === null;

/** A feature that is switched off need not be implemented. */
const requestsSomething = (value: unknown) =>
  value !== false && !(Array.isArray(value) && value.length === 0);

function readMap(reading: Reading, shape: Shape, value: Fields, at: string): Fields {
  const entries = Object.entries(value).filter(([, one]) => !isAbsent(one));
  checkSize(reading, shape, entries.length, { at, shown: value, measure: 'length' });
  const read = entries.map(([name, one]) => {
    checkText(reading, reading.model.shapes[shape.key ?? ''] ?? shape, name, `${at}.key`);
    return [name, readValue(reading, shape.value ?? '', one, `${at}.${name}`)];
  });
  return Object.fromEntries(read);
}

function readList(reading: Reading, shape: Shape, value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ServiceError('SerializationException', 'Start of list expected.');
  checkSize(reading, shape, value.length, { at, shown: value, measure: 'length' });
  return value.map((one, index) => readValue(reading, shape.member ?? '', one, `${at}.${index + 1}.member`));
}

function requireObject(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('SerializationException', 'Start of structure or map expected.');
  return { ...value };
}

function unexpected(value: unknown, expected: string): ServiceError {
  const found = typeof value === 'string' ? 'STRING_VALUE' : (typeof value).toUpperCase();
  return new ServiceError('SerializationException', `${found} can not be converted to ${expected}`);
}

function checkText(reading: Reading, shape: Shape, value: string, at: string): void {
  checkSize(reading, shape, value.length, { at, shown: value, measure: 'length' });
  if (shape.enum !== undefined && !shape.enum.includes(value))
    reading.problems.push(
      failed(shownValue(value), at, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`),
    );
  // A text over the limit is not matched: the time of some patterns grows with its length.
  if (shape.pattern === undefined || value.length > (shape.max ?? longestMatched)) return;
  if (!matcherOf(shape.pattern).test(value))
    reading.problems.push(
      failed(shownValue(value), at, `Member must satisfy regular expression pattern: ${shape.pattern}`),
    );
}

const longestMatched = 4096;

const matchers = new Map<string, RegExp>();

/** A service's patterns match the whole text. */
function matcherOf(pattern: string): RegExp {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '');
  matchers.set(pattern, made);
  return made;
}

function checkSize(
  reading: Reading,
  { min = -Infinity, max = Infinity }: Shape,
  size: number,
  {
    at,
    shown,
    measure,
  }: { readonly at: string; readonly shown: unknown; readonly measure: 'length' | 'value' },
): void {
  const limit =
    size < min ? `greater than or equal to ${min}` : size > max ? `less than or equal to ${max}` : '';
  if (limit !== '')
    reading.problems.push(failed(shownValue(shown), at, `Member must have ${measure} ${limit}`));
}

const failed = (value: string, at: string, constraint: string) =>
  `Value ${value} at '${at}' failed to satisfy constraint: ${constraint}`;

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.length > longestShownValue ? `${text.slice(0, longestShownValue)}…` : text}'`;
}

const placeOf = (at: string, name: string) => {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  return at === '' ? own : `${at}.${own}`;
};
