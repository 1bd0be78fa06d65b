import { describe, expect, it } from '@jest/globals';
import type { CatalogTable } from '@orrery/contracts';
import { aForeignKey, aTable } from '../catalog/a-table.js';
import { containmentEvidence, inferred } from './candidate.js';
import { candidatesOf } from './infer.js';

const found = (...tables: CatalogTable[]): string[] =>
  inferred(candidatesOf(tables)).map(
    (one) => `${one.from.name}.${one.columnsFrom.join('+')} → ${one.to.name}.${one.columnsTo.join('+')}`,
  );

describe('relations that nobody declared are found', () => {
  it.each<[string, CatalogTable[], string]>([
    ['by the plural of a table', [aTable('books', 'id|'), aTable('loans', 'id|book_id')], 'loans.book_id → books.id'],
    [
      'in camel case',
      [aTable('Category', 'CategoryId|'), aTable('Book', 'BookId|CategoryId')],
      'Book.CategoryId → Category.CategoryId',
    ],
    [
      'written as one word',
      [aTable('branches', 'branchid|'), aTable('shelf', 'shelfid|branchid')],
      'shelf.branchid → branches.branchid',
    ],
    [
      'with a role before it',
      [aTable('cities', 'id|'), aTable('flights', 'id|departure_city_id')],
      'flights.departure_city_id → cities.id',
    ],
    [
      'with a side after it',
      [aTable('stops', 'id|'), aTable('legs', 'id|stop_from_id stop_to_id')],
      'legs.stop_from_id → stops.id',
    ],
    [
      'behind a prefix that all share',
      [...['x_horse', 'x_rider', 'x_race', 'x_stable'].map((name) => aTable(name, 'id|')), aTable('x_entry', 'id|horse_id')],
      'x_entry.horse_id → x_horse.id',
    ],
    [
      'by the end of a name that begins like its own',
      [aTable('ticket', 'id|state_id'), aTable('ticket_state', 'id|'), aTable('room_state', 'id|')],
      'ticket.state_id → ticket_state.id',
    ],
    [
      'by that in the plural as in the singular',
      [aTable('orders', 'id|status_id'), aTable('orders_status', 'id|'), aTable('order_details_status', 'id|')],
      'orders.status_id → orders_status.id',
    ],
    ['to the row above', [aTable('folders', 'id|parent_id')], 'folders.parent_id → folders.id'],
    ['to people, by the part they play', [aTable('users', 'id|'), aTable('posts', 'id|author_id')], 'posts.author_id → users.id'],
    [
      'to people, by what they did',
      [aTable('app_users', 'id|'), aTable('posts', 'id|approved_by')],
      'posts.approved_by → app_users.id',
    ],
    [
      'by a key that is a text, of the same name',
      [aTable('airlines', 'airline_code:text|'), aTable('flights', 'id|airline_code:text')],
      'flights.airline_code → airlines.airline_code',
    ],
    [
      'by the column of a table’s name, where it can be nothing else',
      [aTable('customer', 'id:uuid|'), aTable('orders', 'id:uuid|customer:uuid')],
      'orders.customer → customer.id',
    ],
    [
      'in a table of pairs',
      [aTable('words', 'id|'), aTable('word_parents', 'word_id parent_id')],
      'word_parents.parent_id → words.id',
    ],
  ])('%s', (_how, tables, expected) => {
    expect(found(...tables)).toContain(expected);
  });
});

describe('no relation is found', () => {
  it.each<[string, CatalogTable[]]>([
    ['where the types can’t meet', [aTable('books', 'id:uuid|'), aTable('loans', 'id|book_id')]],
    ['where a word only ends like a key', [aTable('values', 'id|'), aTable('bills', 'id|valid')]],
    ['for a key of a table’s own', [aTable('a', 'id|'), aTable('b', 'id|')]],
    ['for a text called like a table', [aTable('version', 'id|'), aTable('pages', 'id|version')]],
    ['for a text of words', [aTable('comments', 'id:text|'), aTable('changes', 'id|comments:text')]],
    [
      'where the type stands beside it',
      [aTable('comments', 'id|'), aTable('likes', 'id|subject_id subject_type:text'), aTable('subject_notes', 'id|')],
    ],
    ['where two tables are as likely', [aTable('car_model', 'id|'), aTable('ship_model', 'id|'), aTable('parts', 'id|model_id')]],
    ['to a code, by a number', [aTable('sessions', 'session_id:text|'), aTable('config', 'id|session_key:text')]],
    [
      'where it is declared',
      [aTable('books', 'id|'), aTable('loans', 'id|book_id', { foreignKeys: [aForeignKey('book_id', 'books')] })],
    ],
    ['from a view', [aTable('books', 'id|'), aTable('lent', 'id|book_id', { kind: 'view' })]],
  ])('%s', (_why, tables) => {
    expect(found(...tables)).toEqual([]);
  });
});

describe('where several keys are called alike', () => {
  it('the owner is the table that is called so', () => {
    expect(found(aTable('event_notes', 'eventid|'), aTable('events', 'eventid|'), aTable('alarms', 'alarmid|eventid'))).toEqual([
      'event_notes.eventid → events.eventid',
      'alarms.eventid → events.eventid',
    ]);
  });
});

describe('the data', () => {
  const [candidate] = candidatesOf([aTable('books', 'id|'), aTable('loans', 'id|book_id')]);
  if (!candidate) throw new Error('no candidate');
  const confidence = (sampled: number, count: number): number | undefined =>
    inferred([candidate], [{ index: 0, sampled, found: count }])[0]?.confidence;
  const alone = inferred([candidate])[0]?.confidence ?? NaN;

  it('speaks for a relation where every value is there', () => {
    expect(confidence(50, 50)).toBeGreaterThan(alone);
  });
  it('speaks against it where many are not, and takes it away', () => {
    expect(confidence(50, 10)).toBeUndefined();
  });
  it('forgives the one value by which old schemas say “none”', () => {
    expect(confidence(50, 49)).toBeGreaterThan(alone);
  });
  it('says nothing where there is none, or none was looked at', () => {
    expect(confidence(0, 0)).toBe(alone);
    expect(containmentEvidence(candidate, { index: 0, sampled: 0, found: 0, skipped: 'no time' })).toEqual([]);
  });
  it('says more of texts than of small numbers', () => {
    const text = containmentEvidence({ ...candidate, family: 'text' }, { index: 0, sampled: 50, found: 50 });
    const integer = containmentEvidence(candidate, { index: 0, sampled: 50, found: 50 });
    expect(text[0]?.weight).toBeGreaterThan(integer[0]?.weight ?? NaN);
  });
});

describe('the history', () => {
  it('finds what no name tells, and adds to what one does', () => {
    const shippers = aTable('shippers', 'shipper_id|');
    const orders = aTable('orders', 'id|via shipper_id');
    const joins = [{ from: orders, columnsFrom: ['via'], to: shippers, columnsTo: ['shipper_id'], runs: 3 }];
    const relations = inferred(candidatesOf([shippers, orders], { joins }));
    expect(relations.map(({ columnsFrom, evidence }) => [columnsFrom.join(), evidence.map(({ sign }) => sign)])).toEqual([
      ['via', ['history']],
      ['shipper_id', ['name', 'type']],
    ]);
  });
});

describe('where a schema indexes what refers to others', () => {
  it('a column without an index is doubted', () => {
    const index = (column: string) => ({ name: column, columns: [column], unique: false, primary: false, method: 'btree' });
    const things = Array.from('abcdefghijklmnopqrstuv', (letter) => aTable(`thing${letter}`, 'id|'));
    const users = things.map(({ name }) => aTable(`${name}_user`, `id|${name}_id`, { indexes: [index(`${name}_id`)] }));
    const lone = aTable('lone', 'id|thinga_id');
    const relations = inferred(candidatesOf([...things, ...users, lone]));
    expect(relations.map(({ from }) => from.name)).not.toContain('lone');
    expect(relations).toHaveLength(things.length);
  });
});
