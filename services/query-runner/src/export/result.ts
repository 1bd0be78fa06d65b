import { Fault, type FaultCode, faultCodes, parseExact, type ResultColumn, type StatementError } from '@orrery/contracts';
import type { Told } from '../query/lines.js';

/** The one result of a statement: its columns, and its rows batch by batch as they are pulled. */
export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/** Waits for the columns of the result that a run tells. Throws the fault of what failed, also where rows are pulled later. */
export async function resultOf(run: AsyncIterator<Told>): Promise<Result> {
  for (;;) {
    const told = await nextOf(run);
    if (told === undefined || told.type === 'done') throw nothingToExport();
    if (told.type === 'error') throw faultOfStatement(told.error);
    if (told.type === 'columns') return { columns: told.columns, rows: rowsOf(run) };
  }
}

async function* rowsOf(run: AsyncIterator<Told>): AsyncGenerator<readonly (readonly unknown[])[], void, undefined> {
  for (;;) {
    const told = await nextOf(run);
    if (told === undefined || told.type === 'done') return;
    if (told.type === 'error') throw faultOfStatement(told.error);
    if (told.type === 'columns') throw moreThanOne();
    if (told.type === 'rows') yield parseExact(`[${told.json.toString()}]`) as readonly (readonly unknown[])[];
  }
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

/** What a statement of a run failed of, as a fault. */
export const faultOfStatement = ({ code, message, hint }: StatementError): Fault =>
  new Fault(isFaultCode(code) ? code : 'query_error', hint === undefined ? message : `${message} ${hint}`);
