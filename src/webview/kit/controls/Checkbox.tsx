import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { h } from 'preact';

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange }: CheckboxProps) {
  return h('vscode-checkbox', {
    label,
    checked,
    onChange: (event: Event) => {
      const box = event.currentTarget;
      onChange(box instanceof Element && 'checked' in box && box.checked === true);
    },
  });
}
