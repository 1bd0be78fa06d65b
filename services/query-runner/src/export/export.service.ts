import type { queryExport, RequestOf } from '@orrery/contracts';
import { Injectable } from '@nestjs/common';
import type { Run } from '../query/run.js';
import { QueryService } from '../query/query.service.js';
import { fileOf } from './file.js';
import { resultOf } from './result.js';
import { type Format, textFormats } from './text-formats.js';
import { xlsx } from './xlsx.js';

type ExportAsk = RequestOf<typeof queryExport>;

const formats: Readonly<Record<ExportAsk['format'], Format>> = { ...textFormats, xlsx };
/** Bytes from which a cell is cut even in a file: what no text can be in the memory of a process. */
const wholeCell = 256 * 1024 * 1024;
/** ms that the database may work on an export of which nothing else was said. */
const defaultTimeoutMs = 10 * 60_000;

/** Writes results into files. An export is a run like any other: in the history, on the replica where it only reads, cancelled with its reader. */
@Injectable()
export class ExportService {
  constructor(private readonly queries: QueryService) {}

  /** Begins an export. Throws as a run does; what the statement says is thrown when the first bytes are pulled. */
  async begin({ format, table, raw, name: _, ...asked }: ExportAsk): Promise<AsyncIterable<Uint8Array>> {
    const request = { ...asked, timeoutMs: asked.timeoutMs ?? defaultTimeoutMs, stopOnError: true };
    const run: Run = await this.queries.run(request, { maxCellBytes: wholeCell, mostStatements: 1 });
    const { kind } = run.request;
    return fileOf(run, async function* (told) {
      yield* formats[format](await resultOf(told, kind === 'mongodb'), { kind, table, raw });
    });
  }
}
