/** Characters after the first 50, which have at most 200 bytes. */
const tooLong = /^(.{50}).*$/su;
/** Names of devices on Windows, with any ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A text, which may come from elsewhere, as part of a file's name on every system: never a path, never too long. */
export function fileNameOf(text: string): string {
  const name = text
    .replaceAll(/[<>:"/\\|?*\p{Cc}\p{Cs}]/gu, '_')
    .replace(tooLong, '$1')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return name === '' || device.test(name) ? `_${name}` : name;
}
