import { Fault, type FaultCode, faultCodes, parseExact, type ResultColumn, type StatementError } from '@orrery/contracts';
import { DocumentText } from '@orrery/dialects';
import { rawRows } from '@orrery/drivers';
import type { Told } from '../query/lines.js';

/** The one result of a statement: its columns, and its rows batch by batch as they are pulled. */
export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/**
 * Waits for the columns of the result that a run tells. Throws the fault of what failed, also where rows are pulled later. `ownDocuments`:
 * the kind’s language has documents, so that they are values like others; else they stay the texts that they are.
 */
export async function resultOf(run: AsyncIterator<Told>, ownDocuments = false): Promise<Result> {
  for (;;) {
    const told = await nextOf(run);
    if (told === undefined || told.type === 'done') throw nothingToExport();
    if (told.type === 'error') throw await failed(run, told.error);
    if (told.type === 'columns') {
      const documents = ownDocuments ? [] : [...told.columns.entries()].filter(([, { kind }]) => kind === 'json');
      return { columns: told.columns, rows: rowsOf(run, new Set(documents.map(([at]) => at))) };
    }
  }
}

async function* rowsOf(
  run: AsyncIterator<Told>,
  documents: ReadonlySet<number>,
): AsyncGenerator<readonly (readonly unknown[])[], void, undefined> {
  for (;;) {
    const told = await nextOf(run);
    if (told === undefined || told.type === 'done') return;
    if (told.type === 'error') throw await failed(run, told.error);
    if (told.type === 'columns') throw moreThanOne();
    if (told.type === 'rows') yield parsedRows(told.json.toString(), documents);
  }
}

function parsedRows(json: string, documents: ReadonlySet<number>): readonly (readonly unknown[])[] {
  const rows = parseExact(`[${json}]`) as readonly (readonly unknown[])[];
  if (documents.size === 0) return rows;
  const texts = rawRows(json);
  return rows.map((row, at) =>
    row.map((value, place) => (value !== null && documents.has(place) ? new DocumentText(texts[at]?.[place] ?? 'null') : value)),
  );
}

/** What a run failed of, once it has ended by itself: one that is left before has been cancelled by its reader, as the history has it. */
async function failed(run: AsyncIterator<Told>, error: StatementError): Promise<Fault> {
  while (!(await run.next()).done);
  return faultOfStatement(error);
}

async function nextOf(run: AsyncIterator<Told>): Promise<Told | undefined> {
  const next = await run.next();
  return next.done === true ? undefined : next.value;
}

const nothingToExport = (): Fault =>
  new Fault('query_unsupported', 'This statement returns no rows, so there is nothing to export.');

const moreThanOne = (): Fault =>
  new Fault('query_unsupported', 'This statement returned more than one result; a file holds one. Export each on its own.');

const isFaultCode = (code: string): code is FaultCode => Object.hasOwn(faultCodes, code);

/** What a statement of a run failed of, as a fault. `shift` is added to its position: places in the text as its author wrote it. */
export const faultOfStatement = ({ code, message, hint, sqlState, position }: StatementError, shift = 0): Fault =>
  new Fault(isFaultCode(code) ? code : 'query_error', hint === undefined ? message : `${message} ${hint}`, {
    details: {
      ...(sqlState === undefined ? {} : { sqlState }),
      ...(position === undefined || position + shift < 1 ? {} : { position: position + shift }),
    },
  });
