/**
 * One SVG element as data: what the diagram on screen and the exported picture are both made of. `class` says what it is; the page's
 * style sheet colours it on screen, `export/svg.ts` writes the colours down.
 */
export interface Mark {
  readonly tag: 'g' | 'rect' | 'path' | 'text' | 'tspan';
  readonly class: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  /** Shown when the pointer rests on it. */
  readonly hint?: string;
  readonly children?: readonly Mark[];
}

const namespace = 'http://www.w3.org/2000/svg';
const hints = new WeakMap<Element, string>();

/** The mark as an element of the page. Text is only ever text; hints come when they are asked for, because few ever are. */
export function elementOf(mark: Mark): SVGElement {
  const element = document.createElementNS(namespace, mark.tag);
  if (mark.class !== '') element.setAttribute('class', mark.class);
  for (const [name, value] of Object.entries(mark.attributes ?? {})) element.setAttribute(name, value.toString());
  if (mark.text !== undefined) element.textContent = mark.text;
  if (mark.hint !== undefined) hints.set(element, mark.hint);
  for (const child of mark.children ?? []) element.append(elementOf(child));
  return element;
}

/** The pointer came to an element: its hint is put where the browser looks for it. */
export function showHint(element: Element): void {
  const hint = hints.get(element);
  if (hint === undefined) return;
  const title = document.createElementNS(namespace, 'title');
  title.textContent = hint;
  element.prepend(title);
  hints.delete(element);
}
