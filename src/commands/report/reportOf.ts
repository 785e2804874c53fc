import * as vscode from 'vscode';
import type { ReportDocument } from '../../runs/report/document.ts';
import { dataSection } from './dataSection.ts';
import { evaluationSection } from './evaluationSection.ts';
import type { ReportFacts } from './facts.ts';
import { limitsSection } from './limitsSection.ts';
import { modelSection } from './modelSection.ts';
import { preparationSection } from './preparationSection.ts';
import { reproduceSection } from './reproduceSection.ts';

/** The report of a run in VS Code's language. */
export function reportOf(facts: ReportFacts): ReportDocument {
  const { record, row, evaluation, label, job } = facts;
  const title = row?.title ?? record.title;
  return {
    title: vscode.l10n.t('{0}: a model of {1}', title, evaluation.target),
    facts: [label, record.trainingJobName, job.createdAt.slice(0, 10), ...(row?.tags ?? [])],
    language: vscode.env.language,
    sections: [
      evaluationSection(facts),
      dataSection(facts),
      preparationSection(facts),
      modelSection(facts),
      limitsSection(facts),
      reproduceSection(facts),
    ],
  };
}
