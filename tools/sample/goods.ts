import type { Random } from './random.ts';
import {
  array,
  ascii,
  at,
  begin,
  counted,
  date,
  day,
  days,
  iso,
  lists,
  money,
  place,
  type Row,
  type Rows,
  sizes,
} from './ground.ts';
import type { TableName } from './tables.ts';
import * as words from './words.ts';

export interface Category {
  readonly id: number;
  readonly parent: number | null;
  readonly name: string;
  readonly things: readonly string[];
  readonly materials: readonly string[];
}

export const categories: readonly Category[] = (() => {
  const found: Category[] = words.departments.map(([name], index) => ({
    id: index + 1,
    parent: null,
    name,
    things: [],
    materials: [],
  }));
  for (const [index, [, materials, parts]] of words.departments.entries()) {
    for (const [name, things] of parts) found.push({ id: found.length + 1, parent: index + 1, name, things, materials });
  }
  return found;
})();
const leaves = categories.filter(({ parent }) => parent !== null);

interface Product {
  readonly category: number;
  readonly name: string;
  readonly colour: string;
  readonly material: string;
  readonly cents: number;
  readonly random: Random;
}

function product(id: number): Product {
  const random = at('products', id);
  const category = leaves[(id - 1) % leaves.length] ?? random.pick(leaves);
  const [quality, material] = [random.pick(words.qualities), random.pick(category.materials)];
  const name = `${quality} ${material} ${random.pick(category.things)}`;
  // Furniture costs more than paper, and prices end as prices do.
  const base = [0, 35, 320, 85, 45, 40, 90, 18, 28][category.parent ?? 0] ?? 40;
  const cents = Math.max(3, Math.round(base * (0.4 + 2.2 * random.next() ** 2))) * 100 - random.pick([5, 10, 1, 50]);
  return { category: category.id, name, colour: random.pick(words.colours), material: material.toLowerCase(), cents, random };
}
/** Today's price of each product, in cents. */
export const prices = Array.from({ length: sizes.products }, (_, index) => product(index + 1).cents);

function* stock(): Generator<Row> {
  for (let house = 1; house <= sizes.warehouses; house += 1) {
    for (let id = 1; id <= sizes.products; id += 1) {
      const random = at('stock', house * 10_000 + id);
      if (random.chance(0.2)) continue;
      yield [
        house,
        id,
        random.chance(0.06) ? 0 : random.between(1, 400),
        random.pick([5, 10, 20, 50]),
        iso(begin + (days - random.between(1, 90)) * day),
      ];
    }
  }
}

/** What is sold, by whom it is made, and where it lies. */
export const goods = {
  suppliers: {
    columns: lists('id name email phone country lead_time certificates is_active created_at'),
    rows: () =>
      counted(sizes.suppliers, (id) => {
        const random = at('suppliers', id);
        const name = `${words.supplierNames[(id - 1) % words.supplierNames.length] ?? ''} ${words.supplierKinds[Math.floor((id - 1) / 5) % words.supplierKinds.length] ?? ''}`;
        return [
          ...[
            id,
            name,
            `orders@${ascii(name)}.example`,
            random.chance(0.8) ? `+${String(random.between(30, 49))} ${String(random.between(1_000_000, 9_999_999))}` : null,
          ],
          ...[
            place(random).country,
            `${String(random.between(3, 60))} days`,
            array(random.some(['FSC', 'GOTS', 'ISO 9001', 'Fairtrade'], random.between(0, 3))),
          ],
          ...[random.chance(0.9), iso(begin - random.between(200, 3000) * day)],
        ];
      }),
  },
  categories: {
    columns: lists('id parent_id name slug position'),
    rows: () => categories.map(({ id, parent, name }) => [id, parent, name, name.toLowerCase().replaceAll(' ', '-'), id % 8]),
  },
  products: {
    columns: lists(
      'id category_id supplier_id sku name description price cost weight_kg status tags attributes launched_on updated_at',
    ),
    rows: () =>
      counted(sizes.products, (id) => {
        const { category, name, colour, material, cents, random } = product(id);
        const attributes = {
          colour,
          material,
          size: { w: random.between(5, 200), h: random.between(5, 200), d: random.between(2, 90), unit: 'cm' },
          ...(random.chance(0.3) ? { care: random.some(['wipe clean', 'hand wash', '40 °C', 'oil twice a year'], 2) } : {}),
        };
        const status = random.chance(0.88) ? 'active' : random.chance(0.7) ? 'discontinued' : 'draft';
        return [
          ...[
            id,
            category,
            random.between(1, sizes.suppliers),
            `${material.slice(0, 2).toUpperCase()}-${String(10_000 + id)}`,
            name,
          ],
          random.chance(0.85) ? `${name} in ${colour}, made of ${material}. ${random.pick(words.remarks)}` : null,
          ...[
            money(cents),
            money(Math.floor(cents * (0.35 + 0.3 * random.next()))),
            ((0.2 + random.next()) * (cents / 4000)).toFixed(3),
            status,
          ],
          ...[
            array(random.some(words.tags, random.between(0, 4))),
            JSON.stringify(attributes),
            date(begin - random.between(-600, 900) * day),
          ],
          iso(begin + random.between(0, days * day)),
        ];
      }),
  },
  warehouses: {
    columns: lists('id code town country opens closes'),
    rows: () => [
      [1, 'HAM', 'Hamburg', 'DE', '05:00', '22:30'],
      [2, 'LYO', 'Lyon', 'FR', '06:00', '21:00'],
      [3, 'LEE', 'Leeds', 'GB', '06:30', '20:00'],
      [4, 'POZ', 'Poznań', 'PL', '00:00', '23:59:59'],
    ],
  },
  stock: { columns: lists('warehouse_id product_id quantity reorder_at counted_at'), rows: stock },
} satisfies Partial<Record<TableName, Rows>>;
