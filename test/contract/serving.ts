import * as sm from '@aws-sdk/client-sagemaker';
import type { Clients } from './embeddedServer.ts';
import { eventually, imageUri, roleArn } from './training.ts';

/** A model, and a configuration of the same name that serves it. */
export async function createConfig(
  { sagemaker }: Clients,
  name: string,
  ModelDataUrl: string | undefined,
): Promise<void> {
  await sagemaker.send(
    new sm.CreateModelCommand({
      ModelName: name,
      ExecutionRoleArn: roleArn,
      PrimaryContainer: { Image: imageUri, ModelDataUrl, Environment: {} },
    }),
  );
  await sagemaker.send(
    new sm.CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: name,
          InitialInstanceCount: 1,
          InstanceType: 'ml.m4.xlarge',
          InitialVariantWeight: 1,
        },
      ],
    }),
  );
}

/** The endpoint once nothing of it is under way, whether or not it serves. */
export const settled = ({ sagemaker }: Clients, EndpointName: string) =>
  eventually(async () => {
    const endpoint = await sagemaker.send(new sm.DescribeEndpointCommand({ EndpointName }));
    const isMoving = endpoint.EndpointStatus === 'Creating' || endpoint.EndpointStatus === 'Updating';
    return isMoving ? undefined : endpoint;
  });

/** A model, and what serves it, all of one name. */
export async function deploy(server: Clients, name: string, ModelDataUrl: string | undefined): Promise<void> {
  await createConfig(server, name, ModelDataUrl);
  await server.sagemaker.send(new sm.CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
  const { EndpointStatus, FailureReason } = await settled(server, name);
  if (EndpointStatus !== 'InService') throw new Error(FailureReason ?? EndpointStatus);
}
