/** Something goes on, and nobody knows for how long. */
export function ProgressBar({ label }: { readonly label: string }) {
  return (
    <div class="bar" role="progressbar" aria-label={label}>
      <i />
    </div>
  );
}
