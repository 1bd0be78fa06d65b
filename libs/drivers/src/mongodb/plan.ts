/** A command or an answer: bson's own type would let anything through. */
export type Document = Record<string, unknown>;

/** What a statement's one reply tells. */
export interface Told {
  readonly rows: readonly Document[];
  /** The fields of the rows, where they are known. */
  readonly names?: readonly string[];
  readonly affectedRows: number | null;
  /** The row tells what was done: it is none of the database's. */
  readonly isSummary?: true;
}

/** A statement as a command for the server, and how its answer is read. */
export interface Plan {
  /** Where it is not the database of the connection. */
  readonly db?: string;
  readonly command: Document;
  /** `cursor`: rows come batch by batch. Else a reply tells all. */
  readonly reads: 'cursor' | ((reply: Document) => Told);
  /** The fields of the rows, where the statement names them. */
  readonly names?: readonly string[];
  /** Takes a comment and a time limit, as commands of data do. */
  readonly ours: boolean;
}

/** All of a reply, as a row. */
export const whole = (reply: Document): Told => ({ rows: [plainReply(reply)], affectedRows: null });
/** A reply that only says that it was done. */
export const done = (reply: Document): Told => ({ ...whole(reply), affectedRows: 0, isSummary: true });

/** A reply without what belongs to the protocol. */
const plainReply = ({ $clusterTime: _time, operationTime: _operation, ...reply }: Document): Document => reply;
