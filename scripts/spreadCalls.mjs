const spreading = /\b(?:Math\.(?:min|max|hypot)|String\.from(?:CharCode|CodePoint))\(|\.(?:push|unshift)\(/g;

/** Calls of `text` that spread an array into arguments, with their line from 1. */
export function spreadCalls(text) {
  return [...text.matchAll(spreading)]
    .filter((match) => hasSpread(text, match.index + match[0].length))
    .map((match) => ({
      line: text.slice(0, match.index).split('\n').length,
      call: match[0].replace(/^\.|\($/g, ''),
    }));
}

/** Whether one of the arguments that begin at `at` is a spread; what is in brackets within them is none of its arguments. */
function hasSpread(text, at) {
  let depth = 0;
  for (let index = at; index < text.length && depth >= 0; index += 1) {
    if ('([{'.includes(text[index])) depth += 1;
    else if (')]}'.includes(text[index])) depth -= 1;
    else if (depth === 0 && text.startsWith('...', index)) return true;
  }
  return false;
}
