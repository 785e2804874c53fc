import { deflateSync } from 'node:zlib';
import { pythonLiteral } from '../preparation/python/literal.ts';
import type { Split } from '../split/split.ts';
import type { CodeFacts } from './request.ts';

interface SplitText {
  readonly prose: string;
  readonly imports: readonly string[];
  /** A function that the code uses; empty for none. */
  readonly definition: string;
  /** Statements that make `train`, `validation` and `test` of `rows`. */
  readonly code: string;
}

/**
 * How the rows were split: by scikit-learn where it draws the same rows, otherwise by their numbers. `target` is the Python expression for
 * the target of all rows of the table.
 */
export function splitText(facts: CodeFacts, target: string): SplitText {
  const { experiment, split, classes } = facts;
  const { method = 'random', shuffle } = experiment.split;
  if (method === 'random' && !shuffle)
    return drawn(facts, () => 'shuffle=False', 'The last rows are held out, in the order of the table.');
  // Numbers have no classes to spread.
  if (method === 'random' || (method === 'stratified' && classes === undefined))
    return drawn(facts, () => 'random_state=SEED', `${sameSeed}.`);
  if (method === 'stratified' && classes !== undefined && canStratify(classes, split))
    return drawn(
      facts,
      (from) => `random_state=SEED, stratify=${target}.to_numpy()[${from}]`,
      `Every class has the same share of each set. ${sameSeed}.`,
    );
  return numbered(split);
}

const sameSeed = 'With the same seed scikit-learn draws the rows that the run held out';

/** scikit-learn refuses classes of one row, and sets with fewer rows than classes. */
function canStratify(classes: Float64Array, { train, validation, test }: Split): boolean {
  const draws = [
    { rest: [train, validation], drawn: test },
    { rest: [train], drawn: validation },
  ];
  return draws.every(({ rest, drawn: taken }) => {
    if (taken.length === 0) return true;
    const counts = new Map<number, number>();
    for (const rows of [...rest, taken])
      for (const row of rows) counts.set(classes[row] ?? 0, (counts.get(classes[row] ?? 0) ?? 0) + 1);
    const restCount = rest.reduce((sum, rows) => sum + rows.length, 0);
    return (
      [...counts.values()].every((count) => count > 1) &&
      taken.length >= counts.size &&
      restCount >= counts.size
    );
  });
}

function drawn({ experiment, split }: CodeFacts, how: (from: string) => string, prose: string): SplitText {
  const { test, validation } = experiment.split;
  const draw = (rest: string, name: string, from: string, size: string) =>
    `${rest}, ${name} = train_test_split(${from}, test_size=${size}, ${how(from)})`;
  const none = 'np.empty(0, dtype=int)';
  const share =
    validation < 1 ? `math.ceil(${pythonLiteral(validation)} * len(rows))` : pythonLiteral(validation);
  return {
    prose,
    imports: [
      'from sklearn.model_selection import train_test_split',
      ...(split.validation.length > 0 && validation < 1 ? ['import math'] : []),
    ],
    definition: '',
    code: [
      split.test.length === 0
        ? `train, test = rows, ${none}  # no rows are held out`
        : draw('train', 'test', 'rows', pythonLiteral(test)),
      split.validation.length === 0 ? `validation = ${none}` : draw('train', 'validation', 'train', share),
    ].join('\n'),
  };
}

/** Row numbers, packed: a million take about two megabytes. */
function numbered({ train, validation, test }: Split): SplitText {
  const line = (name: string, rows: Int32Array) =>
    `${name} = rows_packed_in(${pythonLiteral(deflateSync(Int32Array.from(rows)).toString('base64'))})`;
  return {
    prose:
      'scikit-learn has no split that draws these rows, so they are listed: the numbers of the rows of each set, in the order of the run, counted from 0.',
    imports: ['import base64', 'import zlib'],
    definition: [
      'def rows_packed_in(text):',
      '    return np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype="<i4").astype(int)',
    ].join('\n'),
    code: [line('train', train), line('validation', validation), line('test', test)].join('\n'),
  };
}
