/**
 * One SVG element as data: what the diagram on screen and the exported picture are both made of. `class` says what it is; the page's
 * style sheet colours it on screen, `export/svg.ts` writes the colours down.
 */
export interface Mark {
  readonly tag: 'g' | 'rect' | 'path' | 'text' | 'circle';
  readonly class: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  /** Shown when the pointer rests on it. */
  readonly hint?: string;
  readonly children?: readonly Mark[];
}

const namespace = 'http://www.w3.org/2000/svg';

/** The mark as an element of the page. Text is only ever text. */
export function elementOf(mark: Mark): SVGElement {
  const element = document.createElementNS(namespace, mark.tag);
  if (mark.class !== '') element.setAttribute('class', mark.class);
  for (const [name, value] of Object.entries(mark.attributes ?? {})) element.setAttribute(name, value.toString());
  if (mark.text !== undefined) element.textContent = mark.text;
  if (mark.hint !== undefined) {
    const hint = document.createElementNS(namespace, 'title');
    hint.textContent = mark.hint;
    element.prepend(hint);
  }
  for (const child of mark.children ?? []) element.append(elementOf(child));
  return element;
}
