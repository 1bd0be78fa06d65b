import { MongoFailure } from '../failure.js';
import type { Operation } from '../operations.js';

/** DocumentDB's errors by their SQLSTATE, with the code and name that a MongoDB has for each. Those that our tests have met. */
const known: Readonly<Record<string, readonly [code: number, name: string]>> = {
  M0000: [1, 'InternalError'],
  M0001: [2, 'BadValue'],
  M0003: [9, 'FailedToParse'],
  M0004: [14, 'TypeMismatch'],
  M0005: [15, 'Overflow'],
  M0006: [20, 'IllegalOperation'],
  M0008: [26, 'NamespaceNotFound'],
  M0009: [27, 'IndexNotFound'],
  M000A: [28, 'PathNotViable'],
  M000D: [40, 'ConflictingUpdateOperators'],
  M000E: [43, 'CursorNotFound'],
  M000F: [48, 'NamespaceExists'],
  M000G: [52, 'DollarPrefixedFieldName'],
  M000J: [56, 'EmptyFieldName'],
  M000K: [57, 'DottedFieldName'],
  M000M: [66, 'ImmutableField'],
  M000N: [67, 'CannotCreateIndex'],
  M000P: [72, 'InvalidOptions'],
  M000Q: [73, 'InvalidNamespace'],
  M000R: [85, 'IndexOptionsConflict'],
  M000S: [86, 'IndexKeySpecsConflict'],
  M000U: [115, 'CommandNotSupported'],
  M000Z: [166, 'CommandNotSupportedOnView'],
  M0015: [241, 'ConversionFailure'],
  M001B: [10_334, 'BSONObjectTooLarge'],
  M001C: [11_000, 'DuplicateKey'],
  M007T: [40_323, 'Location40323'],
  M007U: [40_324, 'UnrecognizedCommand'],
  // PostgreSQL's own.
  '0A000': [115, 'CommandNotSupported'],
  '23505': [11_000, 'DuplicateKey'],
  '23P01': [11_000, 'DuplicateKey'],
  '42P01': [26, 'NamespaceNotFound'],
  '22P02': [9, 'FailedToParse'],
};

const codeOf = (state: string): readonly [code: number, name: string] => known[state] ?? [8, `SQLSTATE ${state}`];

/** The code of a write error, in which five letters of an SQLSTATE stand, of six bits each. */
export const codeOfPacked = (packed: number): number => {
  const letters = [0, 6, 12, 18, 24].map((shift) => String.fromCharCode(((packed >> shift) & 0x3f) + 48));
  return codeOf(letters.join(''))[0];
};

const stateOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What a command of PostgreSQL failed with, as a MongoDB says it. */
export const failureOfSql = (error: unknown, operation: Operation): Error => {
  if (!(error instanceof Error)) return new MongoFailure(8, 'UnknownError', 'unknown');
  const state = stateOf(error);
  if (state === '') return error;
  if (state === '57014') {
    try {
      operation.checkInterrupted();
    } catch (interrupted) {
      if (interrupted instanceof Error) return interrupted;
    }
    return new MongoFailure(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
  }
  const [code, name] = codeOf(state);
  return new MongoFailure(code, name, error.message);
};
