import { openFeatures } from '../preparation/openFeatures.ts';
import { preparedHyperparameters } from '../preparation/prepare.ts';
import { trainingRows } from '../preparation/trainingRows.ts';
import type { CodeClient } from '../shapes/codeExport.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { boto3Code } from './clients/boto3.ts';
import type { ClientCode } from './clients/client.ts';
import { sagemaker2Code } from './clients/sagemaker2.ts';
import { sagemaker3Code } from './clients/sagemaker3.ts';
import { scikitLearnCode } from './clients/scikitLearn.ts';
import { openColumns } from './columns.ts';
import { featuresSection } from './featuresSection.ts';
import { metricsSection } from './metricsSection.ts';
import { notebookOf } from './notebook.ts';
import { preparationSection } from './preparationSection.ts';
import type { CodeFacts, CodeRequest } from './request.ts';
import { rowsSection } from './rowsSection.ts';
import { scriptOf } from './script.ts';
import type { Heading, Section } from './section.ts';
import { settingsSection } from './settingsSection.ts';
import { tableSection } from './tableSection.ts';

/** A run as Python: a script or a notebook that reads the run's table, trains with one client, and prints the metrics as a line of JSON. */
export async function runAsPython(
  table: Table,
  request: CodeRequest,
  { parts, signal }: Pick<Work, 'signal'> & Pick<CodeFacts, 'parts'>,
): Promise<string> {
  const { heading, sections } = await sectionsOf(table, request, parts, signal);
  switch (request.as) {
    case 'py':
      return scriptOf(heading, sections);
    case 'ipynb':
      return notebookOf(heading, sections);
  }
}

async function sectionsOf(
  table: Table,
  request: CodeRequest,
  parts: CodeFacts['parts'],
  signal: AbortSignal | undefined,
): Promise<{ readonly heading: Heading; readonly sections: readonly Section[] }> {
  const { experiment, preparation, client } = request;
  const { split, labels } = await trainingRows(table, experiment, signal);
  const facts: CodeFacts = {
    ...request,
    table,
    parts,
    split,
    classes: preparation.classNames === undefined ? undefined : labels.values,
    hyperparameters:
      request.hyperparameters ??
      preparedHyperparameters(experiment, {
        featureCount: openFeatures(preparation.features).width,
        trainRowCount: split.train.length,
        classCount: preparation.classNames?.length,
      }),
  };
  const columns = openColumns(table);
  const [rows, features] = [rowsSection(facts, columns), featuresSection(facts, columns)];
  const code = codeOfClient[client](facts);
  const steps = [
    await tableSection(facts),
    preparationSection(facts, columns),
    rows,
    features,
    ...(split.test.length === 0 ? [] : [metricsSection(facts)]),
    ...code.sections,
  ];
  return { heading: headingOf(facts, code), sections: [settingsSection(facts, steps), ...steps] };
}

const codeOfClient: Readonly<Record<CodeClient, (facts: CodeFacts) => ClientCode>> = {
  sagemaker3: sagemaker3Code,
  boto3: boto3Code,
  sagemaker2: sagemaker2Code,
  'scikit-learn': scikitLearnCode,
};

function headingOf(
  { title, trainingJobName, experiment, table, parts, dataset }: CodeFacts,
  { name, packages }: ClientCode,
): Heading {
  const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const readers = [
    ...(table.reading.options.format === 'parquet' ? ['pyarrow'] : []),
    ...((parts ?? [dataset]).some((file) => formatOf(file).compression === 'zst') ? ['zstandard'] : []),
  ];
  return {
    title: `${oneLine(title)}: ${oneLine(experiment.target)} with ${name}`,
    prose: [
      `The run \`${oneLine(trainingJobName)}\` as Python: it reads the table, prepares it as the run did, trains with ${name}, and evaluates the model on the same held-out rows. The last line is the metrics as JSON. Made by Linear Learner for SageMaker.`,
      `It needs Python 3.10 or later and these packages:`,
      `    pip install ${[...packages, ...readers].join(' ')}`,
    ].join('\n\n'),
  };
}
