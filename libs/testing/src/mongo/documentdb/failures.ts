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
  M00CO: [121, 'DocumentValidationFailure'],
  M001L: [15_952, 'Location15952'],
  M001M: [15_955, 'Location15955'],
  M001O: [15_958, 'Location15958'],
  M001P: [15_959, 'Location15959'],
  M001R: [15_976, 'Location15976'],
  M00FF: [15_975, 'Location15975'],
  M0049: [28_747, 'Location28747'],
  M004T: [28_818, 'Location28818'],
  M0056: [31_249, 'Location31249'],
  M0057: [31_250, 'Location31250'],
  M0058: [31_253, 'Location31253'],
  M0059: [31_254, 'Location31254'],
  M007O: [40_234, 'Location40234'],
  M0087: [40_414, 'Location40414'],
  M0088: [40_415, 'Location40415'],
  M009H: [51_091, 'Location51091'],
  M009N: [51_108, 'Location51108'],
  M00BC: [5_107_200, 'Location5107200'],
  M00BD: [5_107_201, 'Location5107201'],
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
