const mostCharacters = 50;
/** Names of devices on Windows, with any ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A text, which may come from elsewhere, as part of a file's name on every system: never a path, never too long. */
export function fileNameOf(text: string): string {
  const characters = [...text.replaceAll(/[<>:"/\\|?*\p{Cc}\p{Cs}]/gu, '_')];
  const name = characters
    .slice(0, mostCharacters)
    .join('')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return name === '' || device.test(name) ? `_${name}` : name;
}
