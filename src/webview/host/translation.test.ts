import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import english from '../../../l10n/bundle.l10n.json';
import { dataFailure } from '../../data/shapes/failures.ts';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { describeRange } from '../../learner/hyperparameters/spec.ts';
import { hyperparameterTable } from '../../learner/hyperparameters/table.ts';
import { explain } from '../../platform/messages.ts';
import { equationOf } from '../../runs/evaluate.ts';
import { translated } from './translated.ts';

/** Looks texts up as vscode.l10n.t does: by the English text, in the bundle of the user's language. */
const vscodeL10n = vi.hoisted(() => {
  const noTexts: Readonly<Record<string, string>> = {};
  const l10n = {
    bundle: noTexts,
    t: (english: string, ...values: readonly unknown[]) =>
      (l10n.bundle[english] ?? english).replaceAll(/\{(\d+)\}/g, (_, index: string) =>
        String(values[Number(index)]),
      ),
  };
  return l10n;
});
vi.mock('vscode', () => ({ l10n: vscodeL10n }));

beforeEach(() => {
  const pseudo = getL10nPseudoLocalized(english);
  vscodeL10n.bundle = Object.fromEntries(
    Object.entries(pseudo).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
});

describe('in another language', () => {
  test('the host speaks it, facts unchanged', () => {
    const { message } = explain(
      dataFailure('table-header-only', { file: 'salary.csv' }, 'salary.csv has no row'),
    );
    expect(message).toContain('salary.csv');
    expect(message).not.toMatch(/\b(header|row|Add)\b/);
  });

  test('every hyperparameter is explained in it', () => {
    for (const entry of hyperparameterTable) {
      expect(translated(entry.meaning)).not.toBe(entry.meaning);
      expect(translated(describeRange(entry))).not.toBe(describeRange(entry));
    }
  });

  test('an equation writes its numbers', () => {
    // SAFETY: of an evaluation, the equation reads these alone.
    const evaluation = {
      target: 'Salary',
      featureNames: ['YearsExperience'],
      coefficients: { bias: 24267.3, weights: [9631.8] },
    } as unknown as RegressionEvaluation;
    expect(equationOf(evaluation, 'de')).toBe('Salary = 24.267 + 9.632 × YearsExperience');
    expect(equationOf(evaluation, 'en')).toBe('Salary = 24,267 + 9,632 × YearsExperience');
  });
});
