import { createHash } from 'node:crypto';
import { columnsThatDrop } from '../shapes/encoders/feature.ts';
import type { PythonColumns } from './columns.ts';
import type { CodeFacts } from './request.ts';
import { rulesAsPython } from './rowRules.ts';
import type { PythonCondition } from './rowRules.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';
import { splitText } from './splitText.ts';

/** Which rows are used, and which of them are held out. */
export function rowsSection(facts: CodeFacts, columns: PythonColumns): Section {
  const { experiment, preparation } = facts;
  const { rows: rules = [], features = [], target } = experiment;
  const present = [...new Set([target, ...columnsThatDrop(features)])].map((name) => ({
    code: `${columns.of(name).values}.notna()`,
  }));
  const conditions = [...rulesAsPython(rules, columns), ...present];
  const { values, kind } = columns.of(target);
  const split = splitText(facts, values);
  const used = [
    'conditions = [',
    ...conditions.map(itemOf),
    ']',
    'used = np.logical_and.reduce([one.fillna(False).to_numpy(dtype=bool) for one in conditions])',
    'rows = np.flatnonzero(used)',
  ];
  const seen = preparation.testRowNumbers;
  const check =
    seen.length === 0
      ? []
      : [
          `held_out = ",".join(str(row + 1) for row in test[:${seen.length}])`,
          `if hashlib.sha256(held_out.encode()).hexdigest() != "${fingerprintOf(seen)}":`,
          '    warnings.warn("These are not the held-out rows of the run, so the numbers will differ.")',
        ];
  return {
    id: 'rows',
    title: 'Rows',
    prose: `Rows with a value to learn${rules.length > 0 ? ', that the rules of the experiment hold for,' : ''} are used. ${split.prose}`,
    imports: [
      'import numpy as np',
      ...split.imports,
      ...(kind === 'date' ? ['import pandas as pd'] : []),
      ...(check.length === 0 ? [] : ['import hashlib', 'import warnings']),
    ],
    code: codeOf(
      split.definition,
      [
        ...used,
        split.code,
        ...check,
        'print(f"{len(train):,} rows to train, {len(validation):,} to validate, {len(test):,} held out")',
      ].join('\n'),
    ),
  };
}

/** A condition as an item of a list. */
const itemOf = ({ code, note }: PythonCondition) => `    ${code},${note === undefined ? '' : `  # ${note}`}`;

const fingerprintOf = (rowNumbers: readonly number[]) =>
  createHash('sha256').update(rowNumbers.join(',')).digest('hex');
