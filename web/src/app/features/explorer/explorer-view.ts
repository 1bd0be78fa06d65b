import * as z from 'zod';

/** How the columns of a table are shown, by their names. What is not named stands as the table has it. */
export interface ColumnView {
  /** Left to right. New columns stand after the ones that are named. */
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  /** Fields of documents that are shown though none was found that has them. */
  readonly added: readonly string[];
  /** px */
  readonly widths: Readonly<Record<string, number>>;
}

export const plainView: ColumnView = { order: [], hidden: [], pinned: [], added: [], widths: {} };

const prefs = z.object({
  columns: z
    .object({
      order: z.array(z.string()),
      hidden: z.array(z.string()),
      pinned: z.array(z.string()),
      added: z.array(z.string()).default([]),
      widths: z.record(z.string(), z.number()),
    })
    .catch({ order: [], hidden: [], pinned: [], added: [], widths: {} }),
  search: z.string().catch(''),
});

/** What is kept of a view on the server, in our own words. */
export interface ViewPrefs {
  readonly columns: ColumnView;
  readonly search: string;
}

/** Reads what was kept; what was written by a version that knew other things counts as nothing. */
export function viewPrefsOf(kept: unknown): ViewPrefs {
  const found = prefs.safeParse(kept);
  return found.success ? found.data : { columns: plainView, search: '' };
}

/** Where a column stands in the table, and how it is shown. */
export interface ArrangedColumn {
  readonly place: number;
  readonly name: string;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly width: number | undefined;
}

/** The columns in the order in which they are shown, pinned ones first, hidden ones too. */
export function arrange(columns: readonly { readonly name: string }[], view: ColumnView): readonly ArrangedColumn[] {
  const turn = new Map(view.order.map((name, at) => [name, at]));
  const hidden = new Set(view.hidden);
  const pinned = new Set(view.pinned);
  const all = columns.map(({ name }, place) => ({
    place,
    name,
    hidden: hidden.has(name),
    pinned: pinned.has(name),
    width: Object.hasOwn(view.widths, name) ? view.widths[name] : undefined,
  }));
  const at = (name: string, place: number): number => turn.get(name) ?? view.order.length + place;
  return all.toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || at(a.name, a.place) - at(b.name, b.place));
}

/** What is wrong with the path of a field that somebody adds; undefined where nothing is. */
export function pathFault(path: string, columns: readonly { readonly name: string }[]): string | undefined {
  if (columns.some(({ name }) => name === path)) return 'This field is shown already.';
  return path.split('.').every((part) => part !== '' && !part.startsWith('$')) && path !== '__proto__'
    ? undefined
    : 'Names stand between dots, and none of them is empty or begins with $.';
}

/** Moves a column before another one, or to the end. */
export function moved(
  columns: readonly { readonly name: string }[],
  view: ColumnView,
  name: string,
  before: string | null,
): ColumnView {
  const order = arrange(columns, view)
    .map((column) => column.name)
    .filter((other) => other !== name);
  const at = before === null ? order.length : order.indexOf(before);
  return { ...view, order: order.toSpliced(at < 0 ? order.length : at, 0, name) };
}

const toggled = (names: readonly string[], name: string, on: boolean): readonly string[] =>
  on ? [...names.filter((other) => other !== name), name] : names.filter((other) => other !== name);

export const withHidden = (view: ColumnView, name: string, hidden: boolean): ColumnView => ({
  ...view,
  hidden: toggled(view.hidden, name, hidden),
});
export const withPinned = (view: ColumnView, name: string, pinned: boolean): ColumnView => ({
  ...view,
  pinned: toggled(view.pinned, name, pinned),
});
export const withWidth = (view: ColumnView, name: string, width: number): ColumnView => ({
  ...view,
  widths: { ...view.widths, [name]: Math.round(width) },
});
