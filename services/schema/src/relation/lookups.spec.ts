import { describe, expect, it } from '@jest/globals';
import { aTable } from '../catalog/a-table.js';
import { TableNames } from './joins.js';
import { lookupsIn } from './lookups.js';

const collections = [
  aTable('people', '_id|boss'),
  aTable('orders', '_id|buyer items items[] items[].thing'),
  aTable('things', '_id|sku', { uniques: [{ name: 'sku_1', columns: ['sku'] }] }),
];
const joins = (text: string) =>
  lookupsIn([{ text, runs: 2 }], new TableNames(collections, 'public')).map(
    ({ from, columnsFrom, to, columnsTo, runs }) =>
      `${from.name}.${columnsFrom.join()} → ${to.name}.${columnsTo.join()} ×${String(runs)}`,
  );

describe('the lookups of a text', () => {
  it.each([
    [
      'db.orders.aggregate([{ $match: {} }, { $lookup: { from: "people", localField: "buyer", foreignField: "_id", as: "b" } }])',
      ['orders.buyer → people._id ×2'],
    ],
    [
      'db.people.aggregate([{ $lookup: { from: "orders", localField: "_id", foreignField: "buyer", as: "orders" } }])',
      ['orders.buyer → people._id ×2'],
    ],
    [
      'db.orders.aggregate([{ $unwind: "$items" }, { $lookup: { from: "things", localField: "items.thing", foreignField: "sku", as: "t" } }])',
      ['orders.items[].thing → things.sku ×2'],
    ],
    [
      'db.people.aggregate([{ $graphLookup: { from: "people", startWith: "$boss", connectFromField: "boss", connectToField: "_id", as: "above" } }])',
      ['people.boss → people._id ×2'],
    ],
    [
      `db.people.aggregate([{ $facet: { a: [{ $lookup: { from: "orders", localField: "_id", foreignField: "buyer", as: "o",
         pipeline: [{ $lookup: { from: "things", localField: "items.thing", foreignField: "_id", as: "t" } }] } }] } }])`,
      ['orders.buyer → people._id ×2', 'orders.items[].thing → things._id ×2'],
    ],
  ])('%s', (text, expected) => {
    expect(joins(text)).toEqual(expected);
  });

  it.each([
    'db.orders.aggregate([{ $lookup: { from: "gone", localField: "buyer", foreignField: "_id", as: "b" } }])',
    'db.orders.aggregate([{ $lookup: { from: "people", localField: "nowhere", foreignField: "_id", as: "b" } }])',
    'db.orders.aggregate([{ $lookup: { from: "people", localField: "buyer", foreignField: "boss", as: "b" } }])',
    'db.orders.find({ a: "$lookup" })',
    'db.orders.aggregate([{ $lookup: ',
    '$lookup',
  ])('are none in %s', (text) => {
    expect(joins(text)).toEqual([]);
  });
});
