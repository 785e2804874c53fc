/** An element: its text when it has no elements inside, otherwise those by name. */
type XmlNode = string | XmlFields;
export interface XmlFields {
  readonly [name: string]: XmlNode | readonly XmlNode[];
}

export interface XmlLimits {
  /** Names of elements that may repeat beside each other; they are always a list. */
  readonly repeated: ReadonlySet<string>;
  readonly maxDepth: number;
  readonly maxElements: number;
}

interface OpenElement {
  readonly name: string;
  readonly fields: Record<string, XmlNode | XmlNode[]>;
  hasFields: boolean;
  text: string;
}

/**
 * Reads an XML document in one pass: elements, text, CDATA, the five named entities and character references. Attributes, comments
 * and processing instructions are passed over; a document type is refused, since it could define entities. Returns the root by its
 * name; throws Error for anything else.
 */
export function readXml(text: string, limits: XmlLimits): XmlFields {
  const root: OpenElement = openElement('');
  const open: OpenElement[] = [root];
  let elementCount = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const inner = open.at(-1) ?? root;
    const tag = text.indexOf('<', at);
    addText(inner, inner === root, decodeEntities(text.slice(at, tag < 0 ? text.length : tag)));
    if (tag < 0) break;
    if (text.startsWith('<!--', tag)) at = after(text, '-->', tag + 4);
    else if (text.startsWith('<?', tag)) at = after(text, '?>', tag + 2);
    else if (text.startsWith('<![CDATA[', tag)) {
      at = after(text, ']]>', tag + 9);
      addText(inner, inner === root, text.slice(tag + 9, at - 3));
    } else if (text.startsWith('</', tag)) {
      at = after(text, '>', tag);
      if (inner === root || text.slice(tag + 2, at - 1).trimEnd() !== inner.name)
        throw new Error('an element is closed that is not open');
      open.pop();
      addField(open.at(-1) ?? root, inner, limits);
    } else {
      elementCount += 1;
      if (elementCount > limits.maxElements || open.length > limits.maxDepth)
        throw new Error('too many elements');
      const { name, isEmpty, end } = readTag(text, tag);
      at = end;
      if (isEmpty) addField(inner, openElement(name), limits);
      else open.push(openElement(name));
    }
  }
  if (open.length > 1) throw new Error('an element is not closed');
  return root.fields;
}

const openElement = (name: string): OpenElement => ({
  name,
  fields: Object.create(null),
  hasFields: false,
  text: '',
});

function addText(element: OpenElement, isRoot: boolean, text: string): void {
  if (isRoot && text.trim() !== '') throw new Error('text outside of the root');
  element.text += text;
}

function addField(parent: OpenElement, { name, fields, hasFields, text }: OpenElement, limits: XmlLimits) {
  const value: XmlNode = hasFields ? fields : text;
  parent.hasFields = true;
  const before = parent.fields[name];
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) throw new Error(`${name} repeats`);
  else parent.fields[name] = limits.repeated.has(name) ? [value] : value;
}

/** Behind the next `end`. */
function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw new Error('the document is cut short');
  return at + end.length;
}

const nameAt = /[A-Za-z_][\w.:-]{0,200}(?=[\s/>])/y;

/** A start tag; its attributes are passed over, with whatever their quotes hold. */
function readTag(
  text: string,
  start: number,
): { readonly name: string; readonly isEmpty: boolean; readonly end: number } {
  nameAt.lastIndex = start + 1;
  const name = nameAt.exec(text)?.[0];
  if (name === undefined) throw new Error('not an element');
  for (let at = start + 1 + name.length; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") at = after(text, character, at + 1) - 1;
    else if (character === '<') break;
    else if (character === '>') return { name, isEmpty: text[at - 1] === '/', end: at + 1 };
  }
  throw new Error('a tag is not closed');
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,4}));|&/gi, (_, decimal, hex, name) => {
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    const character = typeof name === 'string' && Object.hasOwn(named, name) ? named[name] : undefined;
    if (character === undefined) throw new Error('an entity is unknown');
    return character;
  });
}
