import { afterAll, beforeAll, describe } from '@jest/globals';
import { mariadbAbsence, startMariadb, startPostgres } from '@orrery/servers';
import type { Browser, Locator } from 'playwright-core';
import { chromiumPath, startChromium, steps, Visit } from './browser.js';
import { EditedRows } from './edited-rows.js';
import { Person, plainly } from './person.js';
import { until } from './running.js';

/** A database server of a test's own. */
export interface Served {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** A kind of database whose tables are explored. */
export interface ExploredKind {
  readonly type: 'postgres' | 'mysql' | 'mssql' | 'mongodb';
  readonly label: string;
  readonly dbName: string;
  readonly absence: string | undefined;
  readonly start: () => Promise<Served | undefined>;
}

export const postgres: ExploredKind = {
  type: 'postgres',
  label: 'PostgreSQL',
  dbName: 'postgres',
  absence: undefined,
  start: () => startPostgres({ fsync: false }),
};
export const mariadb: ExploredKind = {
  type: 'mysql',
  label: 'MariaDB',
  dbName: 'mysql',
  absence: mariadbAbsence(),
  start: () => startMariadb(),
};

type Point = { readonly x: number; readonly y: number };
type Place = Locator | Point;

async function middleOf(place: Place): Promise<Point> {
  if ('x' in place) return place;
  const box = await place.boundingBox();
  if (!box) throw new Error('what is dragged is not on screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Somebody who looks at a table in the browser. */
export class Explorer extends EditedRows {
  constructor(
    readonly visit: Visit,
    readonly person: Person,
    readonly connectionId: string,
    public table: string,
  ) {
    super(visit.page, 'o-explorer-grid');
  }

  static async open(
    browser: Browser,
    kind: ExploredKind,
    server: Served,
    table: string,
    extraOptions: Record<string, unknown> = {},
  ): Promise<Explorer> {
    const person = await Person.register();
    const made = await person.ask<{ id: string }>('POST', '/connections', {
      name: kind.label,
      type: kind.type,
      host: server.host,
      port: server.port,
      dbName: kind.dbName,
      username: server.user,
      password: server.password,
      extraOptions: { ...plainly, ...extraOptions },
    });
    if (made.status !== 201) throw new Error(`connection: ${JSON.stringify(made.body)}`);
    const visit = await Visit.begin(browser);
    await visit.page.goto('/sign-in');
    await visit.page.getByLabel('E-mail').fill(person.email);
    await visit.page.getByLabel('Password', { exact: true }).fill(person.password);
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visit.page.getByRole('navigation', { name: 'Areas' }).waitFor();
    return new Explorer(visit, person, made.body.id, table);
  }

  /** Makes what the story needs. */
  async setUp(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const ran = await this.person.run(this.connectionId, text, { readOnly: false });
      if (ran.error) throw new Error(`${text}: ${ran.error.message}`);
    }
  }

  async show(table = this.table): Promise<void> {
    this.table = table;
    // the app's own addresses have no bare parentheses: its router reads them
    const place = encodeURIComponent(`${this.connectionId}/${table}`).replaceAll('(', '%28').replaceAll(')', '%29');
    await this.page.goto(`/explorer/${place}`);
    await this.cell(0, 0).waitFor();
  }

  async filter(text: string): Promise<void> {
    const field = this.page.getByRole('combobox', { name: 'Filter', exact: true });
    await field.fill(text);
    await field.press('Enter');
  }

  /** The names of the columns that are shown, from left to right. */
  columns(): Promise<string[]> {
    return this.page.evaluate(`[...document.querySelectorAll('o-explorer-grid .ag-header-cell:has(.name)')]
      .sort((one, other) => one.ariaColIndex - other.ariaColIndex).map((head) => head.querySelector('.name').innerText)`);
  }

  /** Drags a column's edge. */
  async widen(name: string, pixels: number): Promise<void> {
    const box = await this.head(name).boundingBox();
    if (!box) throw new Error(`there is no column ${name}`);
    await this.drag({ x: box.x + box.width - 2, y: box.y + 10 }, { x: box.x + box.width + pixels, y: box.y + 10 });
  }

  /** Drags from one place to another, as a hand does. */
  async drag(from: Place, to: Place): Promise<void> {
    const [start, end] = [await middleOf(from), await middleOf(to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    await this.page.mouse.up();
  }

  /** Waits until the server remembers how the table is looked at. */
  keeps(part: string): Promise<unknown> {
    return until(
      `the kept state holds ${part}`,
      () => this.person.ask<unknown>('GET', `/connections/${this.connectionId}/tables/${encodeURIComponent(this.table)}/state`),
      ({ body }) => JSON.stringify(body).includes(part),
    );
  }

  async applied(changes: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.getByText(`Applied ${changes}.`).first().waitFor();
    // The message may be that of an apply before: this one is over when nothing is left to be applied.
    await this.button(/^(?:Apply \d|Applying)/).waitFor({ state: 'detached' });
  }
}

/** Where a story happens: a browser, and a database server of its own. */
export class Scene {
  readonly #people: Explorer[] = [];
  #browser: Browser | undefined;
  #server: Served | undefined;
  /** A step of the story; a failed one is pictured as the first of its people sees it. */
  readonly step = steps(() => {
    const [first] = this.#people;
    if (!first) throw new Error('nobody is here');
    return first.page;
  });

  constructor(readonly kind: ExploredKind) {}

  async begin(): Promise<void> {
    this.#browser = await startChromium();
    this.#server = await this.kind.start();
  }

  /** Somebody comes, with an account of their own. */
  async open(table: string, extraOptions: Record<string, unknown> = {}): Promise<Explorer> {
    if (!this.#browser || !this.#server) throw new Error(`${this.kind.label} did not start`);
    const one = await Explorer.open(this.#browser, this.kind, this.#server, table, extraOptions);
    this.#people.push(one);
    return one;
  }

  /** What went wrong in the browsers of all, but for what was expected. */
  troubles(expected = /^$/): string[] {
    return this.#people.flatMap(({ visit }) => visit.troubles).filter((trouble) => !expected.test(trouble));
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.stop();
  }
}

/** Tells a story once for each kind of database, where it and a browser are there. */
export function tell<K extends ExploredKind>(title: string, kinds: readonly K[], story: (scene: Scene, kind: K) => void): void {
  for (const kind of kinds) {
    if (kind.absence !== undefined) process.stdout.write(`NOT RUN: ${kind.absence}\n`);
    const told = chromiumPath() === undefined || kind.absence !== undefined ? describe.skip : describe;
    told(`${title}: ${kind.label}`, () => {
      const scene = new Scene(kind);
      beforeAll(() => scene.begin(), 240_000);
      afterAll(() => scene.end(), 60_000);
      story(scene, kind);
    });
  }
}

/** A table of parts, and what makes it with so many rows. */
export function parts({ type }: ExploredKind, rows: number): { readonly table: string; readonly setUp: readonly string[] } {
  return type === 'mysql'
    ? {
        table: 'test.parts',
        setUp: [
          'create database if not exists test',
          `create table test.parts (id int auto_increment primary key, name varchar(60) not null, state varchar(20) not null default 'new',
            price decimal(12,2) not null, made date, note text)`,
          `insert into test.parts (name, state, price, made) select concat('part ', seq), if(seq % 10 = 0, 'sold', 'new'), (seq % 1000) + 0.5,
            date '2020-01-01' + interval (seq % 1500) day from seq_1_to_${String(rows)}`,
          'analyze table test.parts',
        ],
      }
    : {
        table: 'public.parts',
        setUp: [
          `create unlogged table parts (id integer generated by default as identity primary key, name text not null, state text not null default 'new',
            price numeric(12,2) not null, made date, note text)`,
          `insert into parts (name, state, price, made) select 'part ' || n, case when n % 10 = 0 then 'sold' else 'new' end, (n % 1000) + 0.5,
            date '2020-01-01' + n % 1500 from generate_series(1, ${String(rows)}) n`,
          'analyze parts',
        ],
      };
}

/** Places of the columns of parts. */
export const at = { id: 0, name: 1, state: 2, price: 3, made: 4, note: 5 } as const;
