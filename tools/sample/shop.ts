import type { Cell } from './copy-in.ts';
import { Random } from './random.ts';
import type { TableName } from './tables.ts';
import * as words from './words.ts';

/** How many there are of each. */
export const sizes = {
  suppliers: 50,
  products: 620,
  warehouses: 4,
  employees: 48,
  customers: 12_000,
  coupons: 40,
  orders: 100_000,
} as const;

const begin = Date.UTC(2023, 9, 1);
const day = 86_400_000;
const days = 1096;

const iso = (ms: number): string => new Date(ms).toISOString();
const date = (ms: number): string => iso(ms).slice(0, 10);
const money = (cents: number): string => (cents / 100).toFixed(2);
const array = (items: readonly string[]): string => `{${items.map((item) => `"${item}"`).join(',')}}`;
const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();
/** One kind of random numbers for each table, so that a change in one leaves the others as they are. */
const tableSeed = (name: TableName): number => [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
const at = (table: TableName, row: number): Random => new Random(tableSeed(table), row);

type Row = readonly Cell[];
/** A table's columns and rows. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: () => Iterable<Row>;
}

function* counted(count: number, row: (number: number) => Row): Generator<Row> {
  for (let number = 1; number <= count; number += 1) yield row(number);
}

function place(random: Random): Readonly<Record<'street' | 'postcode' | 'town' | 'country' | 'currency', string>> {
  const [country, currency, towns] = random.pick(words.towns);
  return {
    street: `${random.pick(words.streets)} ${random.pick(words.streetKinds)} ${String(random.between(1, 180))}`,
    postcode: String(random.between(10_000, 99_999)),
    town: random.pick(towns),
    country,
    currency,
  };
}

// ── what is sold ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Category {
  readonly id: number;
  readonly parent: number | null;
  readonly name: string;
  readonly things: readonly string[];
  readonly materials: readonly string[];
}

const categories: readonly Category[] = (() => {
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
const prices = Array.from({ length: sizes.products }, (_, index) => product(index + 1).cents);

// ── who buys ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const addressesOf = (customer: number): number => (customer % 3 === 0 ? 2 : 1);
/** Every third customer has two addresses. */
const firstAddressOf = (customer: number): number => customer + Math.floor((customer - 1) / 3);

function customer(id: number): {
  readonly first: string;
  readonly last: string;
  readonly random: Random;
  readonly created: number;
} {
  const random = at('customers', id);
  const [first, last] = [random.pick(words.firstNames), random.pick(words.lastNames)];
  return { first, last, random, created: begin - Math.floor(random.next() * 500) * day - random.between(0, day - 1) };
}

// ── orders: what an order is follows from its number alone, so its items, payment and parcel are made without keeping it ─────

interface Order {
  readonly customer: number;
  readonly placed: number;
  readonly status: string;
  readonly items: readonly { readonly product: number; readonly quantity: number; readonly cents: number }[];
  readonly subtotal: number;
  readonly coupon: number | null;
  readonly discount: number;
  readonly shipping: number;
  readonly random: Random;
}

function order(id: number): Order {
  const random = at('orders', id);
  // More orders from year to year, in the order of their numbers, and none in the middle of the night.
  const through = (id - 1 + random.next()) / sizes.orders;
  const passed = (days - 0.001) * through ** 0.8;
  const placed = begin + Math.floor((Math.floor(passed) + 0.27 + 0.68 * (passed % 1)) * day);
  const age = begin + days * day - placed;
  const drawn = random.next();
  const status =
    drawn < 0.045
      ? 'cancelled'
      : drawn < 0.075
        ? 'returned'
        : age < 2 * day
          ? 'pending'
          : age < 4 * day
            ? 'paid'
            : age < 8 * day
              ? 'shipped'
              : 'delivered';
  const items = Array.from({ length: Math.min(6, 1 + Math.floor(-Math.log(1 - random.next()) * 1.6)) }, () => {
    const chosen = random.favourite(sizes.products);
    const price = prices[chosen - 1] ?? 1000;
    return {
      product: chosen,
      quantity: random.chance(0.75) ? 1 : random.between(2, 6),
      cents: Math.round(price * (0.92 + 0.08 * through)),
    };
  });
  const subtotal = items.reduce((sum, item) => sum + item.quantity * item.cents, 0);
  const coupon = random.chance(0.12) ? random.between(1, sizes.coupons) : null;
  const discount = coupon === null ? 0 : Math.floor((subtotal * percentOf(coupon)) / 100);
  return {
    ...{ customer: random.favourite(sizes.customers), placed, status, items, subtotal, coupon, discount, random },
    shipping: subtotal > 10_000 ? 0 : random.pick([390, 490, 690]),
  };
}

const percentOf = (coupon: number): number => [5, 10, 15, 20, 25][coupon % 5] ?? 10;

function* orders(): Generator<Row> {
  for (let id = 1; id <= sizes.orders; id += 1) {
    const made = order(id);
    const { random } = made;
    const source = random.pick(['web', 'web', 'web', 'app', 'app', 'phone']);
    const year = new Date(made.placed).getUTCFullYear();
    const address = firstAddressOf(made.customer) + (addressesOf(made.customer) === 2 && random.chance(0.3) ? 1 : 0);
    yield [
      ...[id, `${String(year)}-${String(id).padStart(6, '0')}`, made.customer, address],
      made.coupon,
      source === 'phone' ? random.between(5, sizes.employees) : null,
      ...[made.status, currencyAt(address), money(made.subtotal), money(made.discount), money(made.shipping)],
      random.chance(0.06) ? random.pick(words.notes) : null,
      random.chance(0.5)
        ? JSON.stringify({
            source,
            campaign: random.chance(0.2) ? random.pick(words.couponWords).toLowerCase() : null,
            clicks: random.between(2, 40),
          })
        : null,
      iso(made.placed),
    ];
  }
}

const currencyAt = (address: number): string => place(at('addresses', address)).currency;

function* orderItems(): Generator<Row> {
  for (let id = 1; id <= sizes.orders; id += 1) {
    for (const [index, item] of order(id).items.entries()) yield [id, index + 1, item.product, item.quantity, money(item.cents)];
  }
}

function* payments(): Generator<Row> {
  let number = 0;
  for (let id = 1; id <= sizes.orders; id += 1) {
    const made = order(id);
    if (made.status === 'pending') continue;
    const random = at('payments', id);
    const amount = made.subtotal - made.discount + made.shipping;
    const method = random.pick(['card', 'card', 'card', 'wallet', 'wallet', 'transfer', 'invoice']);
    const paid = made.placed + random.between(20_000, 600_000);
    const pay = (status: string, when: number | null): Row => {
      number += 1;
      const gateway =
        method === 'card'
          ? {
              scheme: random.pick(['visa', 'mastercard']),
              last4: String(random.between(1000, 9999)),
              risk: Number(random.next().toFixed(3)),
            }
          : null;
      return [
        number,
        id,
        method,
        status,
        money(amount),
        `PAY-${random.hex(10)}-${String(number)}`,
        gateway ? JSON.stringify(gateway) : null,
        when === null ? null : iso(when),
      ];
    };
    if (random.chance(0.04)) yield pay('failed', null);
    if (made.status === 'cancelled') yield pay(random.chance(0.5) ? 'refunded' : 'failed', paid);
    else yield pay(made.status === 'returned' ? 'refunded' : 'captured', paid);
  }
}

function* shipments(): Generator<Row> {
  let number = 0;
  for (let id = 1; id <= sizes.orders; id += 1) {
    const made = order(id);
    if (!['shipped', 'delivered', 'returned'].includes(made.status)) continue;
    const random = at('shipments', id);
    const shipped = made.placed + random.between(6, 60) * 3_600_000;
    const delivered = made.status === 'shipped' ? null : shipped + random.between(18, 110) * 3_600_000;
    const events = [
      { at: iso(shipped), what: 'handed over' },
      {
        at: iso(shipped + 4 * 3_600_000),
        what: 'sorted',
        hub: `${random.pick(['N', 'S', 'E', 'W'])}${String(random.between(1, 9))}`,
      },
      ...(delivered === null ? [] : [{ at: iso(delivered), what: 'delivered' }]),
    ];
    number += 1;
    yield [
      ...[number, id, random.between(1, sizes.warehouses), random.pick(words.carriers), `${random.hex(12).toUpperCase()}`],
      ...[
        Math.max(1, Math.ceil(made.items.length / 3)),
        JSON.stringify(events),
        iso(shipped),
        delivered === null ? null : iso(delivered),
      ],
    ];
  }
}

function* reviews(): Generator<Row> {
  const seen = new Set<number>();
  let number = 0;
  for (let id = 1; id <= sizes.orders; id += 4) {
    const made = order(id);
    const item = made.items[0];
    if (!item || made.status !== 'delivered') continue;
    const key = item.product * 100_000 + made.customer;
    if (seen.has(key)) continue;
    seen.add(key);
    const random = at('reviews', id);
    const rating = random.pick([5, 5, 5, 5, 4, 4, 4, 3, 2, 1]);
    number += 1;
    yield [
      ...[number, item.product, made.customer, rating, random.pick(rating > 3 ? words.praise : words.criticism)],
      random.chance(0.6) ? random.some(words.remarks, random.between(1, 3)).join('\n') : null,
      array(
        random.chance(0.15)
          ? [`reviews/${String(number)}-1.jpg`, `reviews/${String(number)}-2.jpg`].slice(0, random.between(1, 2))
          : [],
      ),
      ...[random.chance(0.9), iso(made.placed + random.between(5, 40) * day)],
    ];
  }
}

function* addresses(): Generator<Row> {
  for (let owner = 1; owner <= sizes.customers; owner += 1) {
    for (let which = 0; which < addressesOf(owner); which += 1) {
      const id = firstAddressOf(owner) + which;
      const { street, postcode, town, country } = place(at('addresses', id));
      yield [id, owner, which === 0 ? 'home' : 'work', street, postcode, town, country, which === 0];
    }
  }
}

function* wishlist(): Generator<Row> {
  for (let owner = 1; owner <= sizes.customers; owner += 3) {
    const random = at('wishlist_items', owner);
    const wanted = new Set(Array.from({ length: random.between(1, 4) }, () => random.favourite(sizes.products)));
    for (const id of wanted) yield [owner, id, iso(begin + random.between(0, days * day))];
  }
}

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

const lists = (text: string): string[] => text.split(' ');

/** Every table of the shop. */
export const shop: Readonly<Record<TableName, Rows>> = {
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
  employees: {
    columns: lists('id manager_id first_name last_name email department job_title salary hired_on left_on'),
    rows: () =>
      counted(sizes.employees, (id) => {
        const random = at('employees', id);
        const [first, last] = [random.pick(words.firstNames), random.pick(words.lastNames)];
        const hired = begin - random.between(0, 2500) * day;
        const title = id === 1 ? 'Managing Director' : id < 6 ? 'Head of Department' : random.pick(words.jobs);
        const department = words.departmentsOfStaff[id % words.departmentsOfStaff.length] ?? 'Sales';
        return [
          ...[
            id,
            id === 1 ? null : id < 6 ? 1 : random.between(2, 5),
            first,
            last,
            `${ascii(first)}.${ascii(last)}${String(id)}@shop.example`,
          ],
          ...[department, title, money((id === 1 ? 14_000 : id < 6 ? 7_500 : random.between(2_600, 5_200)) * 100), date(hired)],
          id > 5 && random.chance(0.12) ? date(hired + random.between(90, 800) * day) : null,
        ];
      }),
  },
  customers: {
    columns: lists('id public_id first_name last_name email phone tier born_on newsletter preferences last_ip created_at'),
    rows: () =>
      counted(sizes.customers, (id) => {
        const { first, last, random, created } = customer(id);
        const uuid = `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${random.hex(3)}-${random.hex(12)}`;
        const preferences = random.chance(0.4)
          ? {
              language: random.pick(['de', 'en', 'fr', 'pl']),
              topics: random.some(
                categories.slice(0, 8).map(({ name }) => name),
                random.between(1, 3),
              ),
            }
          : {};
        return [
          ...[id, uuid, first, last, `${ascii(first)}.${ascii(last)}.${String(id)}@mail.example`],
          random.chance(0.5) ? `+${String(random.between(30, 49))} ${String(random.between(100_000_000, 999_999_999))}` : null,
          ...[
            random.pick(['basic', 'basic', 'basic', 'basic', 'silver', 'silver', 'gold']),
            random.chance(0.7) ? date(begin - random.between(18 * 365, 80 * 365) * day) : null,
          ],
          ...[
            random.chance(0.35),
            JSON.stringify(preferences),
            random.chance(0.8)
              ? `10.${String(random.between(0, 255))}.${String(random.between(0, 255))}.${String(random.between(1, 254))}`
              : null,
          ],
          iso(created),
        ];
      }),
  },
  addresses: { columns: lists('id customer_id kind street postcode town country is_default'), rows: addresses },
  coupons: {
    columns: lists('id code percent_off minimum valid max_uses'),
    rows: () =>
      counted(sizes.coupons, (id) => {
        const random = at('coupons', id);
        const from = begin + Math.floor(((id - 1) / sizes.coupons) * days) * day;
        return [
          ...[
            id,
            `${random.pick(words.couponWords)}${String(id)}`,
            percentOf(id).toFixed(2),
            random.chance(0.5) ? money(random.between(20, 100) * 100) : null,
          ],
          ...[
            `[${date(from)},${date(from + random.between(14, 200) * day)})`,
            random.chance(0.3) ? random.between(1, 20) * 100 : null,
          ],
        ];
      }),
  },
  orders: {
    columns: lists(
      'id number customer_id address_id coupon_id employee_id status currency subtotal discount shipping note meta placed_at',
    ),
    rows: orders,
  },
  order_items: { columns: lists('order_id line product_id quantity unit_price'), rows: orderItems },
  payments: { columns: lists('id order_id method status amount reference gateway paid_at'), rows: payments },
  shipments: {
    columns: lists('id order_id warehouse_id carrier tracking_code parcels events shipped_at delivered_at'),
    rows: shipments,
  },
  reviews: { columns: lists('id product_id customer_id rating title body photos verified created_at'), rows: reviews },
  wishlist_items: { columns: lists('customer_id product_id added_at'), rows: wishlist },
};
