import { SaxesParser } from 'saxes';

/** An element of a document, its name without a prefix. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

/** Most that is read of a document: elements and levels. */
const mostElements = 200_000;
const mostDepth = 2_000;

/** Reads the elements of an XML document, not its texts. Entities of its own and anything outside it are unknown. Throws where it is not well formed. */
export const readXml = (text: string): Element => {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  let count = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (count > mostElements || open.length > mostDepth) throw new RangeError('The document is too large.');
    const element: Element = { name: name.replace(/^.*:/, ''), attributes: { ...attributes }, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return root;
};

/** The elements below one that are called `name`, outermost first; what is below those, or below `within` elements, is not looked at. */
export const below = (element: Element, name: string, without?: string): Element[] =>
  element.children.flatMap((child) =>
    child.name === name ? [child] : child.name === without ? [] : below(child, name, without),
  );
