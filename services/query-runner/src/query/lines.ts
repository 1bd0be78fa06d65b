import type { QueryLine, StatementError } from '@orrery/contracts';
import type { CellPlace, DriverFault, DriverFaultKind } from '@orrery/drivers';
import { type Fault, type FaultCode } from '@orrery/contracts';

const newline = '\n';
const rowsEnd = Buffer.from(`]}${newline}`);
const rowsEndOf = (cut: readonly CellPlace[]): Buffer =>
  cut.length === 0 ? rowsEnd : Buffer.from(`],"cut":${JSON.stringify(cut)}}${newline}`);

/** What a run tells, in order: a line of its stream, its rows as the driver encoded them. */
export type Told =
  | Exclude<QueryLine, { type: 'rows' }>
  | { readonly type: 'rows'; readonly statement: number; readonly json: Buffer; readonly cut: readonly CellPlace[] };

/** What was told as a line of the stream. */
export const lineOf = (told: Told): Buffer => (told.type === 'rows' ? rowsLine(told.statement, told.json, told.cut) : line(told));

/** One line of the stream as bytes. */
export const line = (value: QueryLine): Buffer => Buffer.from(JSON.stringify(value) + newline);

/** A line of rows around what the driver encoded: `json` is copied once and never parsed. */
export function rowsLine(statement: number, json: Buffer, cut: readonly CellPlace[] = []): Buffer {
  const head = `{"type":"rows","statement":${String(statement)},"rows":[`;
  const end = rowsEndOf(cut);
  const bytes = Buffer.allocUnsafe(head.length + json.length + end.length);
  bytes.write(head, 0, 'latin1');
  json.copy(bytes, head.length);
  end.copy(bytes, head.length + json.length);
  return bytes;
}

/** The stable word for each sort of driver fault. What a database says of a statement is a `query_error` unless a client would act on it. */
const codes: Record<DriverFaultKind, FaultCode> = {
  syntax: 'query_syntax_error',
  denied: 'query_error',
  'no-such-object': 'query_error',
  constraint: 'query_error',
  unknown: 'query_error',
  'read-only': 'read_only',
  timeout: 'query_timeout',
  cancelled: 'query_cancelled',
  unreachable: 'unreachable',
  'connection-lost': 'connection_lost',
  login: 'auth_failed',
  'no-such-database': 'unknown_database',
  'too-many-connections': 'too_many_connections',
  tls: 'tls_failed',
  tunnel: 'tunnel_failed',
  'not-allowed': 'host_not_allowed',
  'too-old': 'query_unsupported',
  'wrong-role': 'unreachable',
  unsupported: 'query_unsupported',
};

/** The stable word for a driver's fault. */
export const faultCodeOf = (fault: DriverFault): FaultCode => codes[fault.kind];

/** The 1-based character `position` of a statement as a 1-based offset, in UTF-16 code units, of the whole text it stands in. */
export function positionInText(text: string, statementStart: number, position: number): number {
  let at = statementStart;
  for (let character = 1; character < position && at < text.length; character++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at + 1;
}

const lineAt = (text: string, position: number): number => text.slice(0, position - 1).split('\n').length;

/** What to do about faults that are of the way to the server and not of the statement, where the server says nothing of it. */
const advice: Readonly<Partial<Record<DriverFaultKind, string>>> = {
  'connection-lost':
    'Rows that had come are kept. What the statement changes may have been done or not: look before you run it again.',
};

/** A driver's fault as the stream tells it, its position counted in the whole text that was sent. */
export function statementErrorOf(fault: DriverFault, text: string, statementStart: number): StatementError {
  const { position, line: nativeLine, ...native } = fault.native;
  const whole = position === undefined ? undefined : positionInText(text, statementStart, position);
  const inLine =
    whole === undefined
      ? nativeLine === undefined
        ? undefined
        : lineAt(text, statementStart + 1) + nativeLine - 1
      : lineAt(text, whole);
  return {
    code: codes[fault.kind],
    kind: fault.kind,
    message: fault.message,
    ...(advice[fault.kind] === undefined ? {} : { hint: advice[fault.kind] }),
    ...native,
    ...(whole === undefined ? {} : { position: whole }),
    ...(inLine === undefined ? {} : { line: inLine }),
  };
}

/** A fault of ours as the stream tells it. */
export const errorOfFault = (fault: Fault): StatementError => ({ code: fault.code, message: fault.message });
