/** With what an exported run is trained; scikit-learn alone is the baseline, without AWS. */
export const codeClients = ['sagemaker3', 'boto3', 'sagemaker2', 'scikit-learn'] as const;
export type CodeClient = (typeof codeClients)[number];

export const codeFormats = ['py', 'ipynb'] as const;
export type CodeFormat = (typeof codeFormats)[number];

/** Where an exported run trains and stores. */
export interface CodePlace {
  readonly region: string;
  /** Of the shared AWS configuration; undefined for the default credentials. */
  readonly profile: string | undefined;
  /** Of an endpoint that is not AWS's own. */
  readonly endpointUrl: string | undefined;
  /** The environment has to name the endpoint, which changes with each start. */
  readonly needsEnvironment: boolean;
  readonly bucket: string;
  readonly roleArn: string;
  readonly imageUri: string;
}
