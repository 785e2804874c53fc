/** The name of a class; num_classes may be more than the training data names. */
export const className = (names: readonly string[], index: number): string => names[index] ?? `#${index}`;

/** As many names as a model has classes. */
export const namedClasses = (names: readonly string[], classCount: number): readonly string[] =>
  Array.from({ length: classCount }, (_, index) => className(names, index));
