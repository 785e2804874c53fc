import { columnsOf } from '../shapes/encoders/feature.ts';
import { pythonLiteral } from '../preparation/python/literal.ts';
import type { PythonColumns } from './columns.ts';
import type { CodeFacts } from './request.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';
import { learnedProse, learnedText } from './targets.ts';

/** The matrices of the training and the held-out rows. */
export function featuresSection({ preparation, split }: CodeFacts, columns: PythonColumns): Section {
  const { target, targetTransform, features, classNames } = preparation;
  const names = [...new Set(features.flatMap(({ planned }) => columnsOf(planned)))];
  const { values, words } = columns.of(target);
  const labels =
    classNames === undefined
      ? [
          `numbers = pd.to_numeric(${values}).to_numpy(dtype="float64", na_value=np.nan)[rows]`,
          `return ${learnedText(targetTransform, 'numbers')}.astype("float32")`,
        ]
      : [
          `classes = ${words()}.map({name: label for label, name in enumerate(CLASSES)})`,
          'return classes.to_numpy(dtype="float32", na_value=np.nan)[rows]',
        ];
  const sets = (['train', 'validation', 'test'] as const).filter((name) => split[name].length > 0);
  return {
    id: 'features',
    title: 'Features and labels',
    prose: `${classNames === undefined ? learnedProse(targetTransform) : 'A label is the number of a class in `CLASSES`.'} Linear Learner computes with float32.`,
    imports: ['import numpy as np', 'import pandas as pd'],
    code: codeOf(
      [
        `COLUMNS = ${pythonLiteral(names)}`,
        ...(classNames === undefined ? [] : [`CLASSES = ${pythonLiteral(classNames)}`]),
      ].join('\n'),
      [
        'def features_of(rows):',
        '    """The features of rows of the table, a line each."""',
        '    cells = table[COLUMNS].iloc[rows].astype(object)',
        '    cells = cells.where(cells.notna(), None)',
        '    return np.array([encoded_row(row) for row in cells.to_dict("records")], dtype="float32")',
      ].join('\n'),
      [
        'def labels_of(rows):',
        '    """What the model learns of rows of the table."""',
        ...labels.map((line) => `    ${line}`),
      ].join('\n'),
      sets.map((name) => `X_${name}, y_${name} = features_of(${name}), labels_of(${name})`).join('\n'),
    ),
  };
}
