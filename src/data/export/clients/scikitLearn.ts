import type { CodeFacts } from '../request.ts';
import type { Section } from '../section.ts';
import { targetText } from '../targets.ts';
import type { ClientCode } from './client.ts';

/** The baseline: a converged fit by scikit-learn to the same rows, which the Run page shows as the reference fit. */
export function scikitLearnCode(facts: CodeFacts): ClientCode {
  return { name: 'scikit-learn', packages: ['pandas', 'scikit-learn'], sections: [fitSection(facts)] };
}

function fitSection({ experiment, preparation, split }: CodeFacts): Section {
  const { imports, estimator, evaluate } = fitOf(experiment.predictorType, (values) =>
    targetText(preparation.targetTransform, values),
  );
  return {
    id: 'fit',
    title: 'Fit',
    prose:
      'Standardized columns and a penalty so small that it only settles columns that say the same: what a linear model of these features can reach. The Run page shows the same as the reference fit; of very large tables it fits a sample, this all rows.',
    imports: [
      'import json',
      'from sklearn.pipeline import make_pipeline',
      'from sklearn.preprocessing import StandardScaler',
      ...imports,
    ],
    code: [
      'penalty = 1e-6 * len(train)',
      `model = make_pipeline(StandardScaler(), ${estimator})`,
      'model.fit(X_train.astype("float64"), y_train.astype("float64"))',
      ...(split.test.length === 0 ? [] : [...evaluate, 'print(json.dumps(metrics))']),
    ].join('\n'),
  };
}

function fitOf(
  predictorType: CodeFacts['experiment']['predictorType'],
  untransformed: (values: string) => string,
): { readonly imports: readonly string[]; readonly estimator: string; readonly evaluate: readonly string[] } {
  switch (predictorType) {
    case 'regressor':
      return {
        imports: ['from sklearn.linear_model import Ridge'],
        estimator: 'Ridge(alpha=penalty)',
        evaluate: [
          'predicted = model.predict(X_test.astype("float64"))',
          `metrics = metrics_of(${untransformed('y_test.astype("float64")')}, ${untransformed('predicted')})`,
        ],
      };
    case 'binary_classifier':
      return {
        imports: ['from sklearn.linear_model import LogisticRegression'],
        estimator: 'LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-8, max_iter=200)',
        evaluate: [
          'scores = model.predict_proba(X_test.astype("float64"))[:, 1]',
          'metrics = metrics_of(y_test.astype(int), scores, 0.5, True)',
        ],
      };
    case 'multiclass_classifier':
      return {
        imports: ['from sklearn.linear_model import LogisticRegression'],
        estimator: 'LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=10_000)',
        evaluate: [
          'probabilities = model.predict_proba(X_test.astype("float64"))',
          'metrics = metrics_of(y_test.astype(int), probabilities)',
        ],
      };
  }
}
