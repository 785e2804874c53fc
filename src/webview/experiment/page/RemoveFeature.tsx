import { IconButton } from '../../kit/controls/controls.tsx';
import { useEditing } from './editing.ts';

/** Takes a feature out of the list. */
export function RemoveFeature({ index, label }: { readonly index: number; readonly label: string }) {
  const { edit } = useEditing();
  return <IconButton icon="trash" label={label} onClick={() => edit(['features', index], undefined)} />;
}
