import { useState } from 'preact/hooks';
import { IconButton, Link } from './controls.tsx';
import { t } from '../language/language.ts';
import { useSharedPort } from '../page/port.ts';

type Copied = 'no' | 'yes' | 'failed';

function useCopy(text: string) {
  const port = useSharedPort();
  const [copied, setCopied] = useState<Copied>('no');
  const copy = () =>
    void port.request('copyText', { text }).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  return { copied, copy, forget: () => setCopied('no') };
}

/** Copies `text` and confirms it until the pointer or the focus moves on. `label` names what is copied. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { copied, copy, forget } = useCopy(text);
  return (
    <span class="copier" onMouseLeave={forget} onFocusOut={forget}>
      <IconButton icon={icons[copied]} label={label} onClick={copy} />
      <CopiedNote copied={copied} />
    </span>
  );
}

export function CopyLink({ text, label }: { readonly text: string; readonly label: string }) {
  const { copied, copy, forget } = useCopy(text);
  return (
    <span class="copier" onMouseLeave={forget} onFocusOut={forget}>
      <Link onClick={copy}>{label}</Link>
      <CopiedNote copied={copied} />
    </span>
  );
}

const icons = { no: 'copy', yes: 'check', failed: 'error' } as const;

function CopiedNote({ copied }: { readonly copied: Copied }) {
  const words = { no: '', yes: t('Copied'), failed: t('Not copied') };
  return (
    <span class={copied === 'no' ? 'unseen' : 'note'} role="status">
      {words[copied]}
    </span>
  );
}
