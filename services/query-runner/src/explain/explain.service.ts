import { Fault, type queryExplain, type RequestOf, type ResponseOf, type StatementError } from '@orrery/contracts';
import { classify, explainText, splitStatements } from '@orrery/dialects';
import { type PlanResult, readPlan } from '@orrery/drivers';
import { Inject, Injectable } from '@nestjs/common';
import { faultOfStatement } from '../export/result.js';
import type { Told } from '../query/lines.js';
import { QueryService } from '../query/query.service.js';
import type { SessionPool } from '../target/session-pool.js';
import { SessionPools } from '../target/session-pools.js';
import { type OpenedConnection, Targets } from '../target/targets.js';

type ExplainAsk = RequestOf<typeof queryExplain>;

/** Rows that are kept of each result: a plan is one cell, or a tree of text a line a row. */
const rowsKept = 1_000;
/** Bytes of a plan that are read. */
const largestPlan = 8 * 1024 * 1024;

/** Asks for plans. Asking is a run like any other: in the history, with its time limit, on the replica where the statement only reads. */
@Injectable()
export class ExplainService {
  constructor(
    @Inject(Targets) private readonly targets: Pick<Targets, 'open'>,
    @Inject(SessionPools) private readonly pools: { of(connection: OpenedConnection): Pick<SessionPool, 'acquire' | 'release'> },
    @Inject(QueryService) private readonly queries: Pick<QueryService, 'run'>,
  ) {}

  /** Throws as a run does, and `query_unsupported` where there is no plan to be had; then nothing was run. */
  async explain(asked: ExplainAsk, signal: AbortSignal): Promise<ResponseOf<typeof queryExplain>> {
    const connection = await this.targets.open(asked.connectionId);
    const { text, shift, paramsOf } = await this.textOf(connection, asked, signal);
    const { analyze, ...rest } = asked;
    const run = await this.queries.run(
      { ...rest, text, stopOnError: true, maxRows: undefined, readOnly: undefined },
      { maxCellBytes: largestPlan, paramsOf },
    );
    const stop = (): void => {
      run.stop('reader-gone');
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const told = await gathered(run, shift);
      const plan = readPlan(connection.kind, told.results);
      if (!plan)
        throw new Fault(
          'query_unsupported',
          'The server answered with something else than a plan. It may not be able to make one.',
        );
      return {
        ...plan.root,
        children: [...plan.root.children],
        queryId: run.request.id,
        text,
        analyzed: analyze,
        source: plan.source,
        executionTime: told.executionTime,
        ...(told.server ? { server: told.server } : {}),
      };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** The text that asks. */
  private async textOf(connection: OpenedConnection, asked: ExplainAsk, signal: AbortSignal): Promise<Asking> {
    const { kind } = connection;
    const [statement, ...more] = splitStatements(kind, asked.text);
    if (!statement) throw new Fault('query_empty', 'There is no statement in this text. Write one, and ask for its plan again.');
    if (more.length > 0)
      throw new Fault('invalid_request', 'A plan is of one statement; the text has several.', {
        errors: [{ path: 'text', message: 'must be one statement' }],
      });
    const does = classify(kind, statement.text);
    if (does.command === 'EXPLAIN')
      throw new Fault('query_unsupported', 'This asks for a plan already. Run it as it is, or leave EXPLAIN out.');
    if (asked.analyze && (!does.reads || does.writes))
      throw new Fault(
        'query_unsupported',
        'Measuring a plan runs its statement, and this one may change something. Ask for the plan without measuring.',
      );
    const pool = this.pools.of(connection);
    const session = await pool.acquire(signal);
    const { serverVersion } = session;
    void pool.release(session);
    const explain = explainText(kind, statement.text, { analyze: asked.analyze, command: does.command, serverVersion });
    if ('lacking' in explain) throw new Fault('query_unsupported', explain.lacking);
    const place = Math.max(0, explain.text.indexOf(statement.text));
    const paramsOf = splitStatements(kind, explain.text).findLastIndex(({ start }) => start <= place);
    return { text: explain.text, shift: statement.start - place, paramsOf: Math.max(0, paramsOf) };
  }
}

interface Asking {
  readonly text: string;
  /** What is added to a place in it to have the place in the text that its author wrote. */
  readonly shift: number;
  /** Which statement of it is the one that was written, with its parameters. */
  readonly paramsOf: number;
}

interface Gathered {
  readonly results: readonly PlanResult[];
  readonly executionTime: number;
  readonly server: 'primary' | 'replica' | undefined;
}

/** The results of a run, all but their first rows left out. Throws the fault of what failed. */
async function gathered(run: AsyncIterable<Told>, shift: number): Promise<Gathered> {
  const results: { columns: string[]; rows: (readonly unknown[])[] }[] = [];
  let server: Gathered['server'];
  let executionTime = 0;
  let error: StatementError | undefined;
  for await (const told of run) {
    if (told.type === 'error') error ??= told.error;
    if (told.type === 'columns') results.push({ columns: told.columns.map(({ name }) => name), rows: [] });
    const rows = results.at(-1)?.rows;
    if (told.type === 'rows' && rows && rows.length < rowsKept)
      rows.push(...(JSON.parse(`[${told.json.toString()}]`) as (readonly unknown[])[]).slice(0, rowsKept - rows.length));
    if (told.type === 'end') {
      server = told.server;
      executionTime += told.executionTime;
    }
  }
  if (error) throw faultOfStatement(error, shift);
  return { results, executionTime, server };
}
