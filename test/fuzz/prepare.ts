import * as s3 from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { writeArtifact } from '../../src/learner/artifact/artifact.ts';
import { factsFor } from '../../src/learner/artifact/artifact.testing.ts';
import type { Clients } from '../contract/embeddedServer.ts';
import { deploy } from '../contract/serving.ts';
import { known } from './requests.ts';

const weights = Float32Array.of(1, 2);

/** Makes what fuzzed requests refer to. */
export async function prepareServer(clients: Clients): Promise<void> {
  await clients.s3.send(new s3.CreateBucketCommand({ Bucket: known.bucket }));
  await put(clients, known.key, Buffer.from('0123456789'));
  const model = { predictorType: 'regressor', weights, bias: 0 } as const;
  await put(clients, 'model.tar.gz', await writeArtifact(model, factsFor(model)));
  await deploy(clients, known.endpoint, `s3://${known.bucket}/model.tar.gz`);
}

/** Throws unless the server does what it is for. */
export async function useServer(clients: Clients): Promise<void> {
  await put(clients, 'after', Buffer.from('still here'));
  const { Body } = await clients.s3.send(new s3.GetObjectCommand({ Bucket: known.bucket, Key: 'after' }));
  const text = await Body?.transformToString();
  const answer = await clients.runtime.send(
    new InvokeEndpointCommand({ EndpointName: known.endpoint, ContentType: 'text/csv', Body: '3,4' }),
  );
  const prediction = answer.Body.transformToString();
  if (text !== 'still here' || prediction !== '{"predictions": [{"score": 11.0}]}')
    throw new Error(`the server answers ${text} and ${prediction}`);
}

const put = ({ s3: client }: Clients, Key: string, Body: Uint8Array) =>
  client.send(new s3.PutObjectCommand({ Bucket: known.bucket, Key, Body }));
