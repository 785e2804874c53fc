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
  ownBytes,
  requestBody,
} from './channels.ts';
import { trainedCode } from './client.ts';
import type { ClientCode } from './client.ts';

/** Training with a ModelTrainer of the SageMaker Python SDK, version 3. */
export function sagemaker3Code(facts: CodeFacts): ClientCode {
  const about = { name: 'the SageMaker Python SDK v3', packages: ['"sagemaker>=3"', 'boto3'] };
  const evaluate = evaluateSection(facts, {
    download: ['artifact = S3Downloader.read_bytes(model_uri, sagemaker_session=session)'],
    imports: ['from sagemaker.core.s3 import S3Downloader'],
  });
  return trainedCode(facts, about, { train: trainSection(facts), evaluate, deploy: deploySection });
}

function trainSection(facts: CodeFacts): Section {
  const bytes = ownBytes(facts);
  const distribution = distributionText(facts);
  const source =
    distribution === undefined
      ? 'uri'
      : `S3DataSource(s3_data_type="S3Prefix", s3_uri=uri, s3_data_distribution_type=${distribution})`;
  return {
    id: 'train',
    title: 'Training job',
    prose:
      'Uploads the prepared rows, starts the job with the hyperparameters of the run, and shows its log until it has ended.',
    imports: [
      'import boto3',
      'from sagemaker.core import image_uris',
      'from sagemaker.core.helper.session_helper import Session',
      'from sagemaker.core.s3 import S3Uploader',
      `from sagemaker.core.training.configs import Compute, InputData, OutputDataConfig, ${distribution === undefined ? '' : 'S3DataSource, '}StoppingCondition`,
      'from sagemaker.train.model_trainer import ModelTrainer',
      ...bytes.imports,
      ...jobImports,
    ],
    code: codeOf(
      bytes.code,
      `session = Session(boto_session=boto3.Session(profile_name=PROFILE, region_name=REGION), default_bucket=BUCKET)
${jobText}
inputs = []
for name, (X, y) in ${channelsText(facts)}.items():
    uri = f"s3://{BUCKET}/{DATA}/{name}/linear-{name}-data"
    S3Uploader.upload_bytes(channel_bytes(X, y), uri, sagemaker_session=session)
    inputs.append(InputData(channel_name=name, data_source=${source}, content_type=CONTENT_TYPE))
image = image_uris.retrieve("linear-learner", REGION)
trainer = ModelTrainer(
    training_image=image,
    role=ROLE_ARN,
    sagemaker_session=session,
    base_job_name=JOB,
    hyperparameters=HYPERPARAMETERS,
    compute=Compute(instance_type=INSTANCE_TYPE, instance_count=INSTANCE_COUNT, volume_size_in_gb=30),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=MAX_RUNTIME_SECONDS),
    output_data_config=OutputDataConfig(s3_output_path=OUTPUT),
)
trainer.train(input_data_config=inputs)
job = trainer._latest_training_job
job.refresh()
model_uri = job.model_artifacts.s3_model_artifacts
print(model_uri)`,
    ),
  };
}

const deploySection: Section = {
  id: 'deploy',
  title: 'Endpoint',
  prose: deployProse,
  imports: [
    'from sagemaker.core.resources import EndpointConfig',
    'from sagemaker.serve.model_builder import ModelBuilder',
  ],
  code: `if DEPLOY:
    builder = ModelBuilder(
        s3_model_data_url=model_uri,
        image_uri=image,
        role_arn=ROLE_ARN,
        sagemaker_session=session,
        instance_type=ENDPOINT_INSTANCE_TYPE,
    )
    model = builder.build(model_name=JOB)
    endpoint = builder.deploy(
        endpoint_name=JOB,
        initial_instance_count=ENDPOINT_INSTANCE_COUNT,
        instance_type=ENDPOINT_INSTANCE_TYPE,
    )
    try:
        ${requestBody}
        print(endpoint.invoke(body=body, content_type="text/csv", accept="application/json").body.read().decode())
    finally:
        endpoint.delete()
        EndpointConfig.get(endpoint.endpoint_config_name, session=session.boto_session, region=REGION).delete()
        model.delete()`,
};
