/** One of the resources of a deployment, which are deleted in the order of `endpointParts`. */
export interface EndpointPart {
  readonly kind: 'endpoint' | 'config' | 'model' | 'schedule';
  readonly name: string;
}

/** In the order of deletion: a config is of no use to an endpoint that still exists without it. */
export const partsInOrder = (
  endpointName: string,
  config: string,
  models: readonly string[],
): readonly EndpointPart[] => [
  { kind: 'endpoint', name: endpointName },
  { kind: 'config', name: config },
  ...models.map((name) => ({ kind: 'model' as const, name })),
];
