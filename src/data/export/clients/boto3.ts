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

/** Training with boto3 alone: every request as the service documents it. */
export function boto3Code(facts: CodeFacts): ClientCode {
  const about = { name: 'boto3', packages: ['boto3'] };
  const evaluate = evaluateSection(facts, {
    download: [
      'bucket, key = model_uri.removeprefix("s3://").split("/", 1)',
      'artifact = s3.get_object(Bucket=bucket, Key=key)["Body"].read()',
    ],
  });
  return trainedCode(facts, about, { train: trainSection(facts), evaluate, deploy: deploySection });
}

function trainSection(facts: CodeFacts): Section {
  const bytes = ownBytes(facts);
  const distribution = distributionText(facts) ?? '"FullyReplicated"';
  return {
    id: 'train',
    title: 'Training job',
    prose:
      'Uploads the prepared rows, starts the job with the hyperparameters of the run, and waits until it has ended.',
    imports: ['import boto3', 'import io', 'import time', ...jobImports, ...bytes.imports],
    code: codeOf(
      bytes.code,
      `session = boto3.Session(profile_name=PROFILE, region_name=REGION)
s3, sagemaker = session.client("s3"), session.client("sagemaker")
${jobText}
channels = []
for name, (X, y) in ${channelsText(facts)}.items():
    key = f"{DATA}/{name}/linear-{name}-data"
    s3.upload_fileobj(io.BytesIO(channel_bytes(X, y)), BUCKET, key)
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{key}", "S3DataDistributionType": ${distribution}}
    channels.append({"ChannelName": name, "DataSource": {"S3DataSource": source}, "ContentType": CONTENT_TYPE})
sagemaker.create_training_job(
    TrainingJobName=JOB,
    RoleArn=ROLE_ARN,
    AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    HyperParameters=HYPERPARAMETERS,
    InputDataConfig=channels,
    OutputDataConfig={"S3OutputPath": OUTPUT},
    ResourceConfig={"InstanceType": INSTANCE_TYPE, "InstanceCount": INSTANCE_COUNT, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": MAX_RUNTIME_SECONDS},
)
print(f"Training {JOB}")
while True:
    job = sagemaker.describe_training_job(TrainingJobName=JOB)
    if job["TrainingJobStatus"] not in ("InProgress", "Stopping"):
        break
    time.sleep(5)
if job["TrainingJobStatus"] != "Completed":
    raise RuntimeError(f"{JOB} has ended as {job['TrainingJobStatus']}: {job.get('FailureReason', 'no reason is given')}")
model_uri = job["ModelArtifacts"]["S3ModelArtifacts"]
print(model_uri)`,
    ),
  };
}

const deploySection: Section = {
  id: 'deploy',
  title: 'Endpoint',
  prose: deployProse,
  imports: [],
  code: `if DEPLOY:
    runtime = session.client("sagemaker-runtime")
    sagemaker.create_model(
        ModelName=JOB, ExecutionRoleArn=ROLE_ARN, PrimaryContainer={"Image": IMAGE, "ModelDataUrl": model_uri}
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": JOB,
        "InstanceType": ENDPOINT_INSTANCE_TYPE,
        "InitialInstanceCount": ENDPOINT_INSTANCE_COUNT,
    }
    sagemaker.create_endpoint_config(EndpointConfigName=JOB, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName=JOB, EndpointConfigName=JOB)
    try:
        sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=JOB, WaiterConfig={"Delay": 5, "MaxAttempts": 360})
        ${requestBody}
        answer = runtime.invoke_endpoint(EndpointName=JOB, ContentType="text/csv", Accept="application/json", Body=body)
        print(answer["Body"].read().decode())
    finally:
        sagemaker.delete_endpoint(EndpointName=JOB)
        sagemaker.delete_endpoint_config(EndpointConfigName=JOB)
        sagemaker.delete_model(ModelName=JOB)`,
};
