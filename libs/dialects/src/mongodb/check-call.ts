import type { StatementError } from '../statement-error.js';
import type { Method, Taken } from './methods.js';
import type { MongoStep, MongoValue } from './value.js';

/** Arguments with the place where each begins. */
export interface Given {
  readonly values: readonly MongoValue[];
  readonly places: readonly number[];
  readonly end: number;
}
/** The name of a method, and where it stands. */
export interface Member {
  readonly name: string;
  readonly start: number;
}

const words: Readonly<Record<Taken, string>> = {
  document: 'a document { … }',
  array: 'an array [ … ]',
  string: 'a text between quotes',
  number: 'a whole number',
  boolean: 'true or false',
  update: 'a document { … } or a pipeline [ … ]',
  keys: 'a name between quotes or a document { … }',
  any: 'a value',
};
const wordOf = (taken: Taken): string => words[taken];

const fits = (value: MongoValue, taken: Taken): boolean => {
  switch (taken) {
    case 'any':
      return true;
    case 'number':
      return value.type === 'int' || value.type === 'long';
    case 'update':
      return value.type === 'document' || value.type === 'array';
    case 'keys':
      return value.type === 'document' || value.type === 'string';
    default:
      return value.type === taken;
  }
};

/** The method that was meant, as far as letter case tells; else those there are. */
const suggestion = (name: string, methods: ReadonlyMap<string, Method>): string => {
  const meant = [...methods.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  return meant === undefined ? `Known are ${[...methods.keys()].join(', ')}.` : `It is written ${meant}.`;
};

/** What is wrong at a place of the text. */
export type ErrorAt = (words: string, at: number) => StatementError;

/** A call, where the method exists and takes these arguments. Throws the error. */
export const checkedCall = (methods: ReadonlyMap<string, Method>, member: Member, given: Given, error: ErrorAt): MongoStep => {
  const { name, start } = member;
  const method = methods.get(name);
  if (method === undefined) throw error(`There is no method ${name}() here. ${suggestion(name, methods)}`, start);
  const { takes, least } = method;
  const { values, places, end } = given;
  if (values.length < least) {
    throw error(`${name}() needs ${takes.slice(0, least).map(wordOf).join(', then ')}.`, end);
  }
  for (const [index, value] of values.entries()) {
    const taken = takes[index];
    const place = places[index] ?? end;
    if (taken === undefined)
      throw error(`${name}() takes ${takes.length === 0 ? 'no arguments' : `at most ${String(takes.length)}`}.`, place);
    if (!fits(value, taken)) throw error(`${name}() takes ${wordOf(taken)} here.`, place);
  }
  return { method: name, args: values };
};
