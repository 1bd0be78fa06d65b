import type { Connection, QueryEntry, QueryLine } from '@orrery/contracts';
import { randomUUID } from 'node:crypto';
import { baseUrl } from './running.js';

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

/** How tests reach servers of their own. Stand-ins live in the process of the tests, which may be busy for a while. */
export const plainly = { ssl: { mode: 'disable' }, timeouts: { connectMs: 60_000 } } as const;

/** Somebody with an account, speaking HTTP. */
export class Person {
  private constructor(
    readonly email: string,
    readonly password: string,
    readonly token: string,
  ) {}

  static async register(): Promise<Person> {
    const email = `${randomUUID()}@example.org`;
    const password = `a long ${randomUUID()}`;
    const answer = await ask<{ accessToken: string }>('POST', '/auth/register', { email, password });
    if (answer.status !== 201) throw new Error(`register: ${JSON.stringify(answer.body)}`);
    return new Person(email, password, answer.body.accessToken);
  }

  ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return ask<T>(method, path, body, this.token);
  }

  /** The ready sample connection. */
  async sample(): Promise<Connection> {
    const { body } = await this.ask<{ items: Connection[] }>('GET', '/connections');
    const sample = body.items[0];
    if (!sample) throw new Error('there is no sample connection');
    return sample;
  }

  /** The response of a run, unread. */
  runRaw(connectionId: string, text: string, more: Record<string, unknown> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(`${baseUrl()}/api/queries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ connectionId, text, ...more }),
      ...(signal ? { signal } : {}),
    });
  }

  /** A run's lines as they arrive. */
  async *lines(connectionId: string, text: string, more: Record<string, unknown> = {}): AsyncGenerator<QueryLine> {
    const response = await this.runRaw(connectionId, text, more);
    if (!response.ok || !response.body) throw new Error(`run: ${String(response.status)} ${await response.text()}`);
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true });
      const whole = rest.split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) if (line !== '') yield JSON.parse(line) as QueryLine;
    }
  }

  /** A whole run. */
  async run(connectionId: string, text: string, more: Record<string, unknown> = {}): Promise<Ran> {
    const lines: QueryLine[] = [];
    for await (const line of this.lines(connectionId, text, more)) lines.push(line);
    return new Ran(lines);
  }

  /** Has the schema of a connection read anew. */
  async refresh(connectionId: string): Promise<void> {
    const response = await fetch(`${baseUrl()}/api/connections/${connectionId}/schema/refresh`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const text = await response.text();
    if (!text.includes('"type":"done"')) throw new Error(`refresh: ${text.slice(-500)}`);
  }

  async history(id: string): Promise<QueryEntry> {
    return (await this.ask<QueryEntry>('GET', `/queries/${id}`)).body;
  }
}

/** What a run answered. */
export class Ran {
  constructor(readonly lines: readonly QueryLine[]) {}

  get id(): string {
    const start = this.lines[0];
    if (start?.type !== 'start') throw new Error('the stream did not begin with start');
    return start.queryId;
  }

  get rows(): unknown[][] {
    return this.lines.flatMap((line) => (line.type === 'rows' ? line.rows : []));
  }

  get error() {
    return this.lines.find((line) => line.type === 'error')?.error;
  }

  get status(): string | undefined {
    const last = this.lines.at(-1);
    return last?.type === 'done' ? last.status : undefined;
  }
}

/** A call of the HTTP API. */
export async function ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<Answer<T>> {
  const response = await fetch(`${baseUrl()}/api${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? undefined : JSON.parse(text)) as T };
}
