import { ServiceError } from '../protocols/service.ts';

/** The parameters of a Query request. */
export interface Parameters {
  readonly text: (name: string) => string | undefined;
  /** Members of a list in the order of their numbers. */
  readonly list: (name: string) => readonly string[];
}

const common = new Set(['Action', 'Version']);

export const validationError = (message: string) => new ServiceError('ValidationError', message);

/** Throws the services' validation error for a parameter that is not understood: it would be ignored otherwise. */
export function readParameters(form: URLSearchParams, understood: readonly string[]): Parameters {
  for (const name of form.keys()) {
    const own = name.replace(/\.member\..*$/, '');
    if (!common.has(own) && !understood.includes(own))
      throw validationError(`${own} is not implemented by the embedded server`);
  }
  return {
    text: (name) => form.get(name) ?? undefined,
    list: (name) => {
      const prefix = `${name}.member.`;
      return [...form]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]): [number, string] => [Number(key.slice(prefix.length)), value])
        .toSorted(([a], [b]) => a - b)
        .map(([, value]) => value);
    },
  };
}
