import type { Point } from './geometry';

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

const origin: Point = { x: 0, y: 0 };

/**
 * The mark as an element of the page, counted from `at`. Text is only ever text; hints come when they are asked for, because few ever are.
 * Nothing has a transform of its own: the browser would take each for a layer that may have to be composed, and weigh it against every
 * other one in every frame.
 */
export function elementOf(mark: Mark, at: Point = origin): SVGElement {
  const element = document.createElementNS(namespace, mark.tag);
  if (mark.class !== '') element.setAttribute('class', mark.class);
  for (const [name, value] of Object.entries(mark.attributes ?? {})) element.setAttribute(name, placed(name, value, at));
  if (mark.text !== undefined) element.textContent = mark.text;
  if (mark.hint !== undefined) hints.set(element, mark.hint);
  for (const child of mark.children ?? []) element.append(elementOf(child, at));
  return element;
}

/** Paths of what may stand elsewhere than at the origin are relative: they begin with `m`. */
function placed(name: string, value: string | number, at: Point): string {
  if (at === origin) return value.toString();
  if (name === 'x') return (Number(value) + at.x).toString();
  if (name === 'y') return (Number(value) + at.y).toString();
  return name === 'd' ? `M ${at.x.toString()} ${at.y.toString()} ${value.toString()}` : value.toString();
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
