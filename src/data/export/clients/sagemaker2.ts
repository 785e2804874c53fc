import { evaluateSection } from '../evaluateSection.ts';
import type { CodeFacts } from '../request.ts';
import { codeOf } from '../section.ts';
import type { Section } from '../section.ts';
import {
  channelsText,
  deployProse,
  distributionText,
  jobImports,
  jobText,
  requestBody,
  sdkBytes,
} from './channels.ts';
import { trainedCode } from './client.ts';
import type { ClientCode } from './client.ts';

/** Training with an Estimator of the SageMaker Python SDK, version 2. */
export function sagemaker2Code(facts: CodeFacts): ClientCode {
  const about = { name: 'the SageMaker Python SDK v2', packages: ['"sagemaker<3"', 'boto3'] };
  const evaluate = evaluateSection(facts, {
    download: ['artifact = S3Downloader.read_bytes(estimator.model_data, sagemaker_session=session)'],
    imports: ['from sagemaker.s3 import S3Downloader'],
  });
  return trainedCode(facts, about, { train: trainSection(facts), evaluate, deploy: deploySection });
}

function trainSection(facts: CodeFacts): Section {
  const bytes = sdkBytes(facts);
  const distribution = distributionText(facts);
  return {
    id: 'train',
    title: 'Training job',
    prose:
      'Uploads the prepared rows, starts the job with the hyperparameters of the run, and shows its log until it has ended.',
    imports: [
      'import boto3',
      'from sagemaker import image_uris',
      'from sagemaker.estimator import Estimator',
      'from sagemaker.inputs import TrainingInput',
      'from sagemaker.s3 import S3Uploader',
      'from sagemaker.session import Session',
      ...bytes.imports,
      ...jobImports,
    ],
    code: codeOf(
      bytes.code,
      `session = Session(boto_session=boto3.Session(profile_name=PROFILE, region_name=REGION), default_bucket=BUCKET)
${jobText}
inputs = {}
for name, (X, y) in ${channelsText(facts)}.items():
    uri = f"s3://{BUCKET}/{DATA}/{name}/linear-{name}-data"
    S3Uploader.upload_bytes(channel_bytes(X, y), uri, sagemaker_session=session)
    inputs[name] = TrainingInput(uri, content_type=CONTENT_TYPE${distribution === undefined ? '' : `, distribution=${distribution}`})
estimator = Estimator(
    image_uri=image_uris.retrieve("linear-learner", REGION),
    role=ROLE_ARN,
    instance_type=INSTANCE_TYPE,
    instance_count=INSTANCE_COUNT,
    volume_size=30,
    max_run=MAX_RUNTIME_SECONDS,
    output_path=OUTPUT,
    hyperparameters=HYPERPARAMETERS,
    sagemaker_session=session,
)
estimator.fit(inputs, job_name=JOB)
print(estimator.model_data)`,
    ),
  };
}

const deploySection: Section = {
  id: 'deploy',
  title: 'Endpoint',
  prose: deployProse,
  imports: [
    'from sagemaker.deserializers import JSONDeserializer',
    'from sagemaker.serializers import CSVSerializer',
  ],
  code: `if DEPLOY:
    predictor = estimator.deploy(
        initial_instance_count=ENDPOINT_INSTANCE_COUNT,
        instance_type=ENDPOINT_INSTANCE_TYPE,
        endpoint_name=JOB,
        serializer=CSVSerializer(),
        deserializer=JSONDeserializer(),
    )
    try:
        ${requestBody}
        print(predictor.predict(body))
    finally:
        predictor.delete_model()
        predictor.delete_endpoint()`,
};
