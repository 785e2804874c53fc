import * as sm from '@aws-sdk/client-sagemaker';
import type { Clients } from './embeddedServer.ts';
import { eventually, imageUri, roleArn } from './training.ts';

/** Creates a model and an endpoint configuration of the same name. */
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

/** Resolves with the endpoint once it is neither Creating nor Updating. */
export const settled = ({ sagemaker }: Clients, EndpointName: string) =>
  eventually(async () => {
    const endpoint = await sagemaker.send(new sm.DescribeEndpointCommand({ EndpointName }));
    const isMoving = endpoint.EndpointStatus === 'Creating' || endpoint.EndpointStatus === 'Updating';
    return isMoving ? undefined : endpoint;
  });

/** Creates model, configuration and endpoint of one name; throws unless it gets InService. */
export async function deploy(server: Clients, name: string, ModelDataUrl: string | undefined): Promise<void> {
  await createConfig(server, name, ModelDataUrl);
  await server.sagemaker.send(new sm.CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
  const { EndpointStatus, FailureReason } = await settled(server, name);
  if (EndpointStatus !== 'InService') throw new Error(FailureReason ?? EndpointStatus);
}
