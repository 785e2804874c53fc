import { isInS3 } from '../experiment/datasetPath.ts';
import { pythonLiteral } from '../preparation/python/literal.ts';
import type { CodeFacts } from './request.ts';
import { importsOf } from './section.ts';
import type { Section } from './section.ts';

/** Everything that a reader may want to change, and the imports of all sections. */
export function settingsSection(facts: CodeFacts, sections: readonly Section[]): Section {
  const { client, dataset, experiment } = facts;
  const usesAws = client !== 'scikit-learn';
  const lines = [
    ...(isInS3(dataset)
      ? []
      : [
          'FOLDER = Path(__file__).resolve().parent if "__file__" in globals() else Path.cwd()',
          `TABLE = FOLDER / ${pythonLiteral(dataset)}`,
        ]),
    `SEED = ${experiment.split.seed}`,
    ...(usesAws || isInS3(dataset) ? connectionLines(facts) : []),
    ...(usesAws ? jobLines(facts) : []),
  ];
  const own: Section = {
    id: 'settings',
    title: 'Settings',
    prose: usesAws
      ? 'What to change for an account, a bucket or a table of your own. AWS bills for the training; nothing is deployed unless `DEPLOY` is `True`.'
      : 'What to change for a table of your own. This runs on this computer alone.',
    imports: ['from pathlib import Path', ...(usesAws || isInS3(dataset) ? ['import os'] : [])],
    code: '',
  };
  return { ...own, code: `${importsOf([own, ...sections])}\n\n${lines.join('\n')}` };
}

function connectionLines({ place }: CodeFacts): readonly string[] {
  const { profile, region, endpointUrl, needsEnvironment } = place;
  return [
    '',
    `PROFILE = ${pythonLiteral(profile)}  # of the AWS configuration; None: the default credentials`,
    `REGION = ${pythonLiteral(region)}`,
    `ENDPOINT_URL = ${pythonLiteral(endpointUrl)}  # of an emulator; None: AWS, or what the environment variable AWS_ENDPOINT_URL names`,
    'if ENDPOINT_URL is not None:',
    '    os.environ["AWS_ENDPOINT_URL"] = ENDPOINT_URL',
    ...(needsEnvironment
      ? [
          '# The run was trained on this computer. To train on AWS, remove this check and set BUCKET and ROLE_ARN.',
          'if "AWS_ENDPOINT_URL" not in os.environ:',
          '    raise RuntimeError(',
          '        "Run the command \'Linear Learner: Open Local SageMaker to Other Tools\' and set the environment that it copies."',
          '    )',
        ]
      : []),
  ];
}

function jobLines({ place, experiment, hyperparameters, client }: CodeFacts): readonly string[] {
  const { bucket, roleArn, imageUri } = place;
  const { training, output, endpoint, format } = experiment;
  return [
    '',
    `BUCKET = ${pythonLiteral(bucket)}`,
    `PREFIX = ${pythonLiteral(output.prefix.replace(/\/*$/, output.prefix === '' ? '' : '/'))}  # ends in a slash, or is empty`,
    `ROLE_ARN = ${pythonLiteral(roleArn)}`,
    ...(client === 'boto3' ? [`IMAGE = ${pythonLiteral(imageUri)}`] : []),
    `INSTANCE_TYPE = ${pythonLiteral(training.instanceType)}`,
    `INSTANCE_COUNT = ${training.instanceCount}`,
    `MAX_RUNTIME_SECONDS = ${training.maxRuntimeSeconds}`,
    `CONTENT_TYPE = ${pythonLiteral(format === 'csv' ? 'text/csv' : 'application/x-recordio-protobuf')}`,
    'HYPERPARAMETERS = {',
    ...Object.entries(hyperparameters).map(
      ([name, value]) => `    ${pythonLiteral(name)}: ${pythonLiteral(value)},`,
    ),
    '}',
    '',
    'DEPLOY = False  # True: also deploys the model, predicts with it, and deletes the endpoint, which bills meanwhile',
    `ENDPOINT_INSTANCE_TYPE = ${pythonLiteral(endpoint.instanceType)}`,
    `ENDPOINT_INSTANCE_COUNT = ${endpoint.instanceCount}`,
  ];
}
