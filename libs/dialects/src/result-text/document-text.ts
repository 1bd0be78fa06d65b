/**
 * A JSON document as its database writes it. Where that keeps the text (PostgreSQL’s json, a document in MySQL’s or SQL Server’s text),
 * reading it as values would lose the second of two equal keys, and how it is spaced.
 */
export class DocumentText {
  constructor(readonly text: string) {}
}
