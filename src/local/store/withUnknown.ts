/**
 * An edited value together with what its schema dropped: members of `raw` that are not in `parsed`, at any depth of objects. A newer
 * build may have written them.
 */
export function withUnknown(edited: unknown, raw: unknown, parsed: unknown): unknown {
  if (!isRecord(edited) || !isRecord(raw) || !isRecord(parsed)) return edited;
  const kept: Record<string, unknown> = { ...edited };
  for (const [name, value] of Object.entries(raw)) {
    if (!Object.hasOwn(parsed, name)) kept[name] ??= value;
    else if (Object.hasOwn(edited, name)) kept[name] = withUnknown(edited[name], value, parsed[name]);
  }
  return kept;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
