/** The type of a Content-Type or Accept header, without its parameters. */
export const mediaType = (header: string) => header.split(';')[0]?.trim().toLowerCase() ?? '';
