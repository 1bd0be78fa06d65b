import { Injectable, inject } from '@angular/core';
import { Fault, type Operation, type RequestIn, type ResponseOf } from '@orrery/contracts';
import { faultOf, faultOfProblem } from './fault-of';
import { linesOf } from './ndjson';
import { requestOf } from './request-of';
import { TokenSource } from './token-source';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Reads the answer, or a line of it, where `JSON.parse` would lose something: numbers that it rounds. */
  readonly parse?: (text: string) => unknown;
}

/** The only way from the page to the server: an operation of the contracts in, its answer or a `Fault` out. */
@Injectable({ providedIn: 'root' })
export class Api {
  readonly #tokens = inject(TokenSource);
  readonly #underWay = new Set<Promise<unknown>>();

  /** Asks once and answers the parsed response. Throws a `Fault`. */
  call<O extends Operation>(op: O, request: RequestIn<O>, options: CallOptions = {}): Promise<ResponseOf<O>> {
    const answer = this.#call(op, request, options);
    const done: Promise<unknown> = answer.catch(() => undefined).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
    return answer;
  }

  /** Lets what is under way end, `withinMs` at most. */
  async settled(withinMs: number): Promise<void> {
    await Promise.race([Promise.all(this.#underWay), new Promise((resolve) => setTimeout(resolve, withinMs))]);
  }

  async #call<O extends Operation>(op: O, request: RequestIn<O>, options: CallOptions): Promise<ResponseOf<O>> {
    try {
      const answer = await this.#ask(op, request, options);
      const text = await answer.text();
      const body: unknown = text === '' || answer.status === 204 ? {} : (options.parse ?? JSON.parse)(text);
      return read(op, body);
    } catch (error) {
      throw faultOf(error);
    }
  }

  /**
   * Asks for a stream and yields its lines as they arrive. Stop early with `break` or `options.signal`: the connection closes,
   * and the server stops the work. Throws a `Fault`; `connection_lost` when the stream ends without its `done` line.
   */
  async *stream<O extends Operation>(
    op: O,
    request: RequestIn<O>,
    options: CallOptions = {},
  ): AsyncGenerator<ResponseOf<O>, void, undefined> {
    // Leaving the loop early must close the connection, also where the caller gave no signal.
    const leave = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, leave.signal]) : leave.signal;
    try {
      const answer = await this.#ask(op, request, { signal });
      if (!answer.body) throw new Fault('connection_lost', 'The server sent nothing.');
      let complete = false;
      for await (const line of linesOf(answer.body)) {
        const read = readLine(op, line, options.parse ?? JSON.parse);
        complete = isDone(read);
        yield read;
      }
      if (!complete)
        throw new Fault('connection_lost', 'The connection was lost before the end. What is shown is not the whole result.');
    } catch (error) {
      // A stream that breaks half-way is a lost connection, not an unreachable server.
      if (error instanceof TypeError && !signal.aborted)
        throw new Fault('connection_lost', 'The connection to the server was lost.', { cause: error });
      throw faultOf(error);
    } finally {
      leave.abort();
    }
  }

  /**
   * Asks for a file. `options.signal` closes the connection, and the server stops the work; `came` is told how many bytes have. Throws a
   * `Fault`; `connection_lost` for a file that ended before its end.
   */
  async file<O extends Operation>(
    op: O,
    request: RequestIn<O>,
    options: CallOptions & { readonly came?: (bytes: number) => void } = {},
  ): Promise<Blob> {
    try {
      const answer = await this.#ask(op, request, options);
      const parts: BlobPart[] = [];
      let bytes = 0;
      const reader = answer.body?.getReader();
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        parts.push(next.value);
        bytes += next.value.length;
        options.came?.(bytes);
      }
      return new Blob(parts, { type: answer.headers.get('content-type') ?? '' });
    } catch (error) {
      if (error instanceof TypeError && options.signal?.aborted !== true)
        throw new Fault('connection_lost', 'The file broke off before its end, and was not kept.', {
          cause: error,
        });
      throw faultOf(error);
    }
  }

  async #ask(op: Operation, request: unknown, options: CallOptions): Promise<Response> {
    const open = op.access === 'public';
    if (!open && this.#tokens.left) throw new Fault('unauthenticated', 'You have signed out. Sign in to go on.');
    const send = async (token: string | null): Promise<Response> => {
      const { url, init } = requestOf(op, request, token);
      return fetch(url, { ...init, ...(options.signal ? { signal: options.signal } : {}) });
    };
    let answer = await send(open ? null : await this.#tokens.token());
    if (answer.status === 401 && !open) {
      const next = await this.#tokens.renewed();
      if (next !== null) answer = await send(next);
      else this.#tokens.lost();
    }
    if (answer.ok) return answer;
    throw faultOfProblem(answer.status, await bodyOf(answer));
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function read<O extends Operation>(op: O, body: unknown): ResponseOf<O> {
  // The gateway moves the refresh token of these answers into a cookie: the page never sees it.
  const withheld = op.http?.session === 'issue' || op.http?.session === 'use';
  const result = op.response.safeParse(withheld && typeof body === 'object' ? { ...body, refreshToken: '' } : body);
  if (result.success) return result.data as ResponseOf<O>;
  throw new Fault('invalid_response', 'The server answered in a form this page doesn’t know. Reload the page.', {
    cause: result.error,
  });
}

function readLine<O extends Operation>(op: O, line: string, parse: (line: string) => unknown): ResponseOf<O> {
  const value = parse(line);
  // Rows are the bulk of a stream and hold any value: walking each cell through the parser would only cost time.
  if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'rows') return value as ResponseOf<O>;
  return read(op, value);
}

const isDone = (line: unknown): boolean => typeof line === 'object' && line !== null && 'type' in line && line.type === 'done';
