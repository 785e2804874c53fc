/** Where a client sends its requests: to the given URL, or to AWS's own endpoint whatever the environment and other profiles say. */
export const placeOf = (url: string | undefined) =>
  url === undefined
    ? { ignoreConfiguredEndpointUrls: true }
    : { endpoint: url, useFipsEndpoint: false, useDualstackEndpoint: false };
