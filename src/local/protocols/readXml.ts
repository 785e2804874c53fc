import sax from 'sax';

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

/** Only XML's own entities. The package's types lack the option. */
const options = { strictEntities: true, position: false };

/**
 * Reads an XML document: elements, text, CDATA, the five named entities and character references. Attributes, comments and
 * processing instructions are passed over; a document type is refused, since it could define entities. Returns the root by its
 * name; throws Error for anything else.
 */
export function readXml(text: string, limits: XmlLimits): XmlFields {
  const root: OpenElement = openElement('');
  const open: OpenElement[] = [root];
  const inner = () => open.at(-1) ?? root;
  let elementCount = 0;
  const parser = sax.parser(true, options);
  parser.onerror = (error) => {
    throw error;
  };
  parser.ondoctype = () => {
    throw new Error('a document type is not allowed');
  };
  parser.onopentagstart = ({ name }) => {
    elementCount += 1;
    if (elementCount > limits.maxElements || open.length > limits.maxDepth)
      throw new Error('too many elements');
    open.push(openElement(name));
  };
  const addText = (piece: string) => {
    inner().text += piece;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    const element = open.pop();
    if (element !== undefined) addField(inner(), element, limits);
  };
  parser.write(text).close();
  return root.fields;
}

const openElement = (name: string): OpenElement => ({
  name,
  fields: Object.create(null),
  hasFields: false,
  text: '',
});

function addField(parent: OpenElement, { name, fields, hasFields, text }: OpenElement, limits: XmlLimits) {
  const value: XmlNode = hasFields ? fields : text;
  parent.hasFields = true;
  const before = parent.fields[name];
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) throw new Error(`${name} repeats`);
  else parent.fields[name] = limits.repeated.has(name) ? [value] : value;
}
