/** The rights whose lack the tree shows, each with its sentence and button: other places of the window need not repeat them. */
export interface MissingRights {
  /** Whether the lack of this IAM action is shown now. */
  has(action: string): boolean;
  onDidChange(listener: () => void): { dispose(): void };
}

export const noneMissing: MissingRights = {
  has: () => false,
  onDidChange: () => ({ dispose: () => undefined }),
};

/** `isSeen`: whether the tree can be seen now; `seenChanged` is called when that changes. */
export function openMissingRights(isSeen: () => boolean) {
  const byPlace = new Map<string, readonly string[]>();
  const listeners = new Set<() => void>();
  let before = '';
  const announce = () => {
    const now = isSeen() ? [...byPlace.values()].flat().toSorted().join(' ') : '';
    if (now === before) return;
    before = now;
    for (const listener of listeners) listener();
  };
  return {
    has: (action: string) => isSeen() && [...byPlace.values()].some((actions) => actions.includes(action)),
    onDidChange(listener: () => void) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    /** What the list at this place shows now. */
    show(place: string, actions: readonly string[]) {
      byPlace.set(place, actions);
      announce();
    },
    seenChanged: announce,
    clear() {
      byPlace.clear();
      announce();
    },
  };
}
