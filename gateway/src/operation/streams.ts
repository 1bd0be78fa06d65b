import { Fault } from '@orrery/contracts';
import { type Call, errorFields, gauge, type Logger, type OpenStream } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { BusDoor } from '../bus-door.js';
import { attachment } from '../http/attachment.js';
import { problemOf } from '../http/problem.js';
import type { MountedOperation } from './mounted.js';

/** ms that a client may leave bytes unread before its stream, and the statement behind it, is given up. */
const stallLimit = 5 * 60_000;

const newline = 10;

let openStreams = 0;
gauge('orrery_gateway_streams_open', 'Streams that are being forwarded to clients', () => openStreams);

/** Forwards streams from the bus to responses: the bytes as they come, and no more of them than the client reads. */
@Injectable()
export class Streams {
  private readonly ends = new Set<(reason: Fault) => void>();
  /** Of what was sent the last line is not whole. */
  private readonly amidLine = new WeakSet<Response>();

  constructor(
    private readonly door: BusDoor,
    private readonly log: Logger,
  ) {}

  /** Ends every stream, telling its reader why. */
  endAll(reason: Fault): void {
    for (const end of [...this.ends]) end(reason);
  }

  /** Answers with the stream of an operation. Throws what opening it throws; what fails after the first bytes is told in the stream. */
  async forward(op: MountedOperation, input: unknown, call: Call, response: Response): Promise<void> {
    const started = performance.now();
    const opening = this.door.bus.stream(op, input, { call });
    // The one sign of a client that left, also while the stream is being opened.
    response.once('close', () => {
      opening.then(close, () => undefined);
    });
    const open = await opening;
    if (response.destroyed) {
      open.close();
      return;
    }
    const finish = (reason: Fault): void => {
      this.endWith(op, input, reason, performance.now() - started, call.requestId, response);
      open.close();
    };
    this.ends.add(finish);
    openStreams++;
    try {
      await pump(op, input, open.chunks, response, (chunk) => {
        if (chunk.at(-1) === newline) this.amidLine.delete(response);
        else if (chunk.length > 0) this.amidLine.add(response);
      });
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('internal', 'Unexpected error', { cause: error });
      if (fault.kind === 'internal') this.log.error({ error: errorFields(error), operation: op.name }, 'A stream failed');
      if (!response.headersSent) throw fault;
      finish(fault);
    } finally {
      openStreams--;
      this.ends.delete(finish);
    }
  }

  private endWith(
    op: MountedOperation,
    input: unknown,
    reason: Fault,
    elapsedMs: number,
    requestId: string,
    response: Response,
  ): void {
    if (response.destroyed || response.writableEnded) return;
    if (!response.headersSent) begin(op, input, response);
    // What may be told is decided where every other fault is told.
    const told = new Fault(reason.code, problemOf(reason, requestId).detail);
    const lines = op.lost?.(told, Math.round(elapsedMs));
    // A line may have been on its way: it ends here, so that the last ones stand for themselves.
    if (lines)
      response.end((this.amidLine.has(response) ? '\n' : '') + lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    else response.destroy();
  }
}

const close = (stream: OpenStream): void => {
  stream.close();
};

function begin(op: MountedOperation, input: unknown, response: Response): void {
  const file = op.file?.(input);
  response.statusCode = 200;
  response.setHeader(
    'Content-Type',
    file?.type ?? (op.http.document ? 'application/json; charset=utf-8' : 'application/x-ndjson'),
  );
  if (file) response.setHeader('Content-Disposition', attachment(file.name));
  // Proxies that buffer would hold the first rows back until the last.
  response.setHeader('X-Accel-Buffering', 'no');
}

/** Writes each chunk as it comes, and takes the next only when the socket has taken the last. */
async function pump(
  op: MountedOperation,
  input: unknown,
  chunks: AsyncIterable<Uint8Array>,
  response: Response,
  sent: (chunk: Uint8Array) => void,
): Promise<void> {
  for await (const chunk of chunks) {
    if (isOver(response)) return;
    if (!response.headersSent) begin(op, input, response);
    sent(chunk);
    if (!response.write(chunk)) await drained(response);
    if (isOver(response)) return;
  }
  if (isOver(response)) return;
  if (!response.headersSent) begin(op, input, response);
  response.end();
}

/** Whether nothing more can be written: it was ended from elsewhere, or the client is gone. */
const isOver = (response: Response): boolean => response.destroyed || response.writableEnded;

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      for (const event of ['drain', 'finish', 'close']) response.off(event, settle);
      resolve();
    };
    const timer = setTimeout(() => response.destroy(), stallLimit);
    timer.unref();
    for (const event of ['drain', 'finish', 'close']) response.once(event, settle);
  });
}
