import { prices } from './goods.ts';
import { array, at, begin, counted, date, day, days, iso, lists, money, place, type Row, type Rows, sizes } from './ground.ts';
import { addressesOf, firstAddressOf } from './people.ts';
import type { Random } from './random.ts';
import type { TableName } from './tables.ts';
import * as words from './words.ts';

/** What an order is follows from its number alone, so its items, payments and parcels are made without keeping it. */
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
      ...[number, id, random.between(1, sizes.warehouses), random.pick(words.carriers), random.hex(12).toUpperCase()],
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

/** Orders and everything that follows from them. */
export const trade = {
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
} satisfies Partial<Record<TableName, Rows>>;
