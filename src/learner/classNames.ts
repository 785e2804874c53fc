/** The name of a class; num_classes may exceed the number of names. */
export const className = (names: readonly string[], index: number): string => names[index] ?? `#${index}`;

/** Names of all classes of a model, `[class]`. */
export const namedClasses = (names: readonly string[], classCount: number): readonly string[] =>
  Array.from({ length: classCount }, (_, index) => className(names, index));
