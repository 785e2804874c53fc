import { invalid } from './input.ts';

const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)/y;

/**
 * The unstructured form of a filter pattern: all terms must occur, `-term` must not, of `?term` one must;
 * quotes make several words one term; case-sensitive. docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * Throws InvalidParameterException for the JSON, space-delimited and regular expression forms.
 */
export function parsePattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text))
    throw invalid('The embedded server implements only filter patterns of plain terms.');
  const terms = { all: new Array<string>(), none: new Array<string>(), any: new Array<string>() };
  term.lastIndex = 0;
  for (let at = 0; at < text.length; at = term.lastIndex) {
    const found = term.exec(text);
    if (found === null) throw invalid('Invalid filter pattern');
    const [, sign, quoted, word = ''] = found;
    const kind = sign === '-' ? 'none' : sign === '?' ? 'any' : 'all';
    terms[kind].push(quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return (message) => {
    const holds = (one: string) => message.includes(one);
    return (
      terms.all.every(holds) && !terms.none.some(holds) && (terms.any.length === 0 || terms.any.some(holds))
    );
  };
}
