/** Client settings that send requests to the given URL, or to AWS's own endpoint regardless of the environment and other profiles. */
export const placeOf = (url: string | undefined) =>
  url === undefined
    ? { ignoreConfiguredEndpointUrls: true }
    : { endpoint: url, useFipsEndpoint: false, useDualstackEndpoint: false };
