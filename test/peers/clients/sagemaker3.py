"""SageMaker Python SDK v3: ModelTrainer, ModelBuilder, and the resources of sagemaker-core. Environment as in seed_notebook.py, with
PYTHONPATH=pypatch, since v3 too asks AWS's own STS for the account."""
import json, os, time, warnings
from checks import *
need_endpoint()
warnings.filterwarnings('ignore')
import boto3
from botocore.exceptions import ClientError
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.resources import Endpoint, EndpointConfig, Model, TrainingJob
from sagemaker.core.shapes import (AlgorithmSpecification, Channel, ContainerDefinition, DataSource, ProductionVariant, ResourceConfig,
                                   S3DataSource, StoppingCondition as CoreStoppingCondition, OutputDataConfig as CoreOutputDataConfig)
from sagemaker.core.training.configs import Compute, InputData, OutputDataConfig, StoppingCondition
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train.model_trainer import ModelTrainer

IMAGE = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1'
HYPERPARAMETERS = {'predictor_type': 'regressor', 'mini_batch_size': '5', 'epochs': '5', 'feature_dim': '1', 'num_models': '1'}
rows = open(os.environ.get('SEED_DATA', 'salary.csv')).read().strip().splitlines()[1:]
label('session')
session = Session()
bucket = step(session.default_bucket, 'session.default_bucket()')
role = step(lambda: get_execution_role(session), 'get_execution_role()')
ok(role and role.endswith(':role/LinearLearnerLocalExecutionRole'), 'execution role', role)
s3 = boto3.client('s3')
body = '\n'.join(','.join(row.split(',')[::-1]) for row in rows)
s3.put_object(Bucket=bucket, Key='v3/train/rows.csv', Body=body)
source = f's3://{bucket}/v3/train/'

label('ModelTrainer')
trainer = ModelTrainer(training_image=IMAGE, role=role, sagemaker_session=session, base_job_name=f'v3-{STAMP}', hyperparameters=HYPERPARAMETERS,
                       compute=Compute(instance_type='ml.m5.large', instance_count=1, volume_size_in_gb=1),
                       stopping_condition=StoppingCondition(max_runtime_in_seconds=600),
                       output_data_config=OutputDataConfig(s3_output_path=f's3://{bucket}/v3/output'))
trainer.train(input_data_config=[InputData(channel_name='train', data_source=source, content_type='text/csv')], wait=True, logs=True)
job = trainer._latest_training_job
job.refresh()
ok(job.training_job_status == 'Completed', 'ModelTrainer.train() completes', job.training_job_status)
ok(job.hyper_parameters['predictor_type'] == 'regressor', 'hyperparameters', job.hyper_parameters)
artifact = job.model_artifacts.s3_model_artifacts
ok(artifact.startswith(f's3://{bucket}/v3/output/'), 'artifact', artifact)

label('ModelBuilder')
name = f'v3-built-{STAMP}'
builder = ModelBuilder(s3_model_data_url=artifact, image_uri=IMAGE, role_arn=role, sagemaker_session=session, instance_type='ml.m5.large')
model = builder.build(model_name=name)
ok(isinstance(model, Model), 'ModelBuilder.build() returns a Model', model)
endpoint = builder.deploy(endpoint_name=name, initial_instance_count=1, instance_type='ml.m5.large')
ok(endpoint.endpoint_status == 'InService', 'ModelBuilder.deploy() is in service', endpoint.endpoint_status)
answer = endpoint.invoke(body='6', content_type='text/csv', accept='application/json')
score = json.loads(answer.body.read())['predictions'][0]['score']
ok(isinstance(score, float), 'Endpoint.invoke()', score)

label('sagemaker-core')
core = f'v3-core-{STAMP}'
created = TrainingJob.create(
    training_job_name=core, role_arn=role, algorithm_specification=AlgorithmSpecification(training_image=IMAGE, training_input_mode='File'),
    hyper_parameters=HYPERPARAMETERS, output_data_config=CoreOutputDataConfig(s3_output_path=f's3://{bucket}/v3/core'),
    input_data_config=[Channel(channel_name='train', content_type='text/csv', data_source=DataSource(
        s3_data_source=S3DataSource(s3_data_type='S3Prefix', s3_uri=source, s3_data_distribution_type='FullyReplicated')))],
    resource_config=ResourceConfig(instance_type='ml.m5.large', instance_count=1, volume_size_in_gb=1),
    stopping_condition=CoreStoppingCondition(max_runtime_in_seconds=600), tags=[{'key': 'k', 'value': 'v'}])
created.wait(poll=1)
ok(created.training_job_status == 'Completed', 'TrainingJob.create(), wait()', created.training_job_status)
names = [one.training_job_name for one in TrainingJob.get_all()]
ok(core in names, 'TrainingJob.get_all()', names)
served = Model.create(model_name=core, execution_role_arn=role, primary_container=ContainerDefinition(
    image=IMAGE, model_data_url=created.model_artifacts.s3_model_artifacts))
ok(served.primary_container.image == IMAGE, 'Model.create()', served)
config = EndpointConfig.create(endpoint_config_name=core, production_variants=[ProductionVariant(
    variant_name='AllTraffic', model_name=core, initial_instance_count=1, instance_type='ml.m5.large')])
deployed = Endpoint.create(endpoint_name=core, endpoint_config_name=core)
deployed.wait_for_status('InService', poll=1)
ok(deployed.endpoint_status == 'InService', 'Endpoint.create(), wait_for_status()', deployed.endpoint_status)
predicted = json.loads(deployed.invoke(body='6', content_type='text/csv').body.read())
ok('predictions' in predicted, 'Endpoint.invoke() of core', predicted)
for one in (deployed, endpoint):
    one.delete()
    one.wait_for_delete(poll=1)
config.delete()
served.delete()
model.delete()
step(created.delete, 'TrainingJob.delete()')
err(lambda: TrainingJob.get(core), 'ValidationException', what='deleted training job is gone')
done()
