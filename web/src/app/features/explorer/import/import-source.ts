import { parseExact } from '../../../ui/cell-viewer/exact-json';
import { repeatedKeyFault } from '../../../row-editing/edit/json-keys';
import { type Delimiter, guessDelimiter, readRecords } from '../../../row-editing/edit/text-table';

/** A field of a file: text with its quotes' meaning, or a value of JSON. */
export type SourceValue = { readonly text: string; readonly quoted: boolean } | { readonly json: unknown };

/** A file as rows of named fields. `rows()` begins anew each time. */
export interface ImportSource {
  readonly format: 'csv' | 'json';
  readonly names: readonly string[];
  readonly delimiter: Delimiter | null;
  /** A row's number in the file (1-based, the head left out) and its values in the order of `names`. */
  rows(): Generator<readonly (SourceValue | undefined)[], void, undefined>;
}

export interface ReadOptions {
  readonly delimiter?: Delimiter;
  /** The first record names the columns. */
  readonly header: boolean;
  /** Names of the table's columns: documents inside of JSON are taken apart where columns are paths into them. */
  readonly columns?: readonly string[];
}

/** Reads a file's text as CSV (any delimiter), as a JSON list of objects, or as an object a line. Throws an Error that says what is wrong. */
export function readSource(text: string, fileName: string, options: ReadOptions): ImportSource {
  return looksLikeJson(text, fileName) ? jsonSource(text, options.columns ?? []) : csvSource(text, options);
}

const looksLikeJson = (text: string, fileName: string): boolean =>
  /\.(?:json|ndjson|jsonl)$/i.test(fileName) || (!/\.[ct]sv$/i.test(fileName) && /^\s*(?:\[\s*\{|\{)/.test(text));

function csvSource(text: string, { delimiter = guessDelimiter(text), header }: ReadOptions): ImportSource {
  const first = readRecords(text, delimiter).next().value;
  if (!first) throw new Error('The file is empty.');
  const names = first.map((field, at) => (header ? field.text.trim() : `column ${String(at + 1)}`));
  return {
    format: 'csv',
    names,
    delimiter,
    *rows() {
      let isHead = header;
      for (const record of readRecords(text, delimiter)) {
        if (!isHead) yield record;
        isHead = false;
      }
    },
  };
}

function jsonSource(text: string, columns: readonly string[]): ImportSource {
  const objects = (/^\s*\[/.test(text) ? listOf(text) : linesOf(text)).map((object) => takenApart(object, '', columns));
  const found = new Set<string>();
  for (const object of objects) for (const name of Object.keys(object)) found.add(name);
  const names = [...found];
  if (names.length === 0) throw new Error('The file holds no objects with fields.');
  return {
    format: 'json',
    names,
    delimiter: null,
    *rows() {
      for (const object of objects) yield names.map((name) => (Object.hasOwn(object, name) ? { json: object[name] } : undefined));
    },
  };
}

/** The fields of an object, those inside of it by their paths where only these are columns: `address.city`. */
const takenApart = (object: JsonObject, before: string, columns: readonly string[]): JsonObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      const path = before + name;
      const isInside = isObject(value) && !columns.includes(path) && columns.some((column) => column.startsWith(`${path}.`));
      return isInside ? Object.entries(takenApart(value, `${path}.`, columns)) : [[path, value] as const];
    }),
  );

type JsonObject = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function listOf(text: string): readonly JsonObject[] {
  const parsed = parsedOr(text, 'The file');
  if (!Array.isArray(parsed)) throw new Error('A list of objects is needed.');
  return parsed.map((entry: unknown, at) => {
    if (!isObject(entry)) throw new Error(`Entry ${String(at + 1)} is not an object.`);
    return entry;
  });
}

function linesOf(text: string): readonly JsonObject[] {
  const found: JsonObject[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === '') return;
    const parsed = parsedOr(line, `Line ${String(at + 1)}`);
    if (!isObject(parsed)) throw new Error(`Line ${String(at + 1)} is not an object.`);
    found.push(parsed);
  });
  return found;
}

function parsedOr(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    throw new Error(`${what} is not JSON: ${error instanceof Error ? error.message : 'it can’t be read'}`, { cause: error });
  }
  const fault = repeatedKeyFault(text);
  if (fault !== undefined) throw new Error(`${what} can’t be taken whole. ${fault}`);
  return value;
}
