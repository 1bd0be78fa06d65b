import { categories } from './goods.ts';
import { ascii, at, begin, counted, date, day, days, iso, lists, money, place, type Row, type Rows, sizes } from './ground.ts';
import type { Random } from './random.ts';
import type { TableName } from './tables.ts';
import * as words from './words.ts';

/** Every third customer has two addresses. */
export const addressesOf = (customer: number): number => (customer % 3 === 0 ? 2 : 1);
/** Addresses are numbered through, in the order of their customers. */
export const firstAddressOf = (customer: number): number => customer + Math.floor((customer - 1) / 3);

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

/** Who works in the shop and who buys there. */
export const people = {
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
  wishlist_items: { columns: lists('customer_id product_id added_at'), rows: wishlist },
} satisfies Partial<Record<TableName, Rows>>;
