import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startPostgres } from '@orrery/servers';
import { companyTables, documentsOf, startMongo, startSqlServer, tsqlOf, type TableShape } from '@orrery/testing';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium, steps } from './support/browser.js';
import { Diagram, type Reached } from './support/diagram.js';
import type { Person } from './support/person.js';
import { until } from './support/running.js';

const ada = { user: 'ada', password: 'a password of theirs' };
const schemas = ['dbo', 'sales', 'stock', 'people'];
const company = companyTables(170, schemas);
const many = companyTables(2_000, schemas);

/** A server with a company's database, and one with thousands of tables. */
interface Served {
  readonly company: Reached;
  /** Made while the other one is looked at. */
  readonly many: Promise<Reached>;
  /** What the server was asked since the last time, and how often. */
  asked(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}
interface Kind {
  readonly label: string;
  readonly start: () => Promise<Served>;
  /** What reading the large one may have asked. */
  readonly questions: (asked: ReadonlyMap<string, number>) => void;
  /** A table as the diagram names it. */
  readonly place: (table: TableShape) => string;
  /** Of the company's own: a table whose key has two columns, and the one that refers to it by both. */
  readonly composite: boolean;
  /** What it calls a table, and its search for them. */
  readonly word: string;
  readonly search: string;
}

const reached = (type: string, dbName: string, port: number): Reached => ({
  ...{ name: dbName, type, host: '127.0.0.1', port, dbName },
  ...{ username: ada.user, password: ada.password },
});

async function sqlServer(): Promise<Served> {
  const postgres = await startPostgres({ fsync: false });
  const make = async (database: string, tables: readonly TableShape[]) => {
    const server = await startSqlServer({ postgres, database, ...ada });
    await server.define(tsqlOf(tables));
    return server;
  };
  const small = await make('company', company);
  const making = make('many', many);
  making.catch(() => undefined);
  let seen = 0;
  return {
    company: reached('mssql', 'company', small.port),
    many: making.then(({ port }) => reached('mssql', 'many', port)),
    asked: async () => {
      const { requests } = await making;
      const texts = requests.slice(seen).map(({ text }) => text);
      seen = requests.length;
      return new Map(texts.map((text) => [text, texts.filter((other) => other === text).length]));
    },
    stop: async () => {
      await Promise.all([small.stop(), making.then((large) => large.stop())]);
      await postgres.stop();
    },
  };
}

async function mongodb(): Promise<Served> {
  const users = ['company', 'many'].map((db) => ({ name: ada.user, password: ada.password, db, role: 'readWrite' as const }));
  const server = await startMongo({ users });
  for (const [name, documents] of documentsOf(company)) server.data.seed('company', name, documents);
  for (const [name, documents] of documentsOf(many)) server.data.seed('many', name, documents);
  return {
    company: reached('mongodb', 'company', server.port),
    many: Promise.resolve(reached('mongodb', 'many', server.port)),
    asked: () => {
      const counts = new Map(server.counts);
      server.counts.clear();
      return Promise.resolve(counts);
    },
    stop: () => server.stop(),
  };
}

const kinds: readonly Kind[] = [
  {
    label: 'SQL Server',
    start: sqlServer,
    questions: (asked) => {
      const views = [...asked].filter(([text]) => /\bsys\./u.test(text));
      expect(views.map(([, times]) => times)).toEqual(views.map(() => 1));
      // Tables, columns, schemas, and one for each of what tables have.
      expect(views.length).toBeGreaterThan(8);
      expect(views.length).toBeLessThanOrEqual(12);
    },
    place: ({ schema, name }) => `${schema}.${name}`,
    composite: true,
    word: 'table',
    search: 'Search tables and columns',
  },
  {
    label: 'MongoDB',
    start: mongodb,
    questions: (asked) => {
      for (const command of ['collStats', 'listIndexes', 'find'])
        expect([command, asked.get(command)]).toEqual([command, many.length]);
      expect(asked.get('listCollections')).toBe(1);
    },
    place: ({ name }) => `company.${name}`,
    composite: false,
    word: 'collection',
    search: 'Search collections and fields',
  },
];

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

process.stdout.write(
  'NOT RUN: thousands of tables on SQL Server and MongoDB themselves; servers that speak their protocols stand in\n',
);
const story = chromiumPath() === undefined ? describe.skip : describe;

describe.each(kinds)('$label of a company', (kind) => {
  story('somebody who has to find their way in it', () => {
    let served: Served;
    let diagram: Diagram;
    let person: Person;
    const step = steps(() => diagram.page);
    const table = (n: number): TableShape => {
      const found = company[n];
      if (!found) throw new Error(`there is no table ${String(n)}`);
      return found;
    };

    beforeAll(async () => {
      if (!browser) return;
      served = await kind.start();
      diagram = await Diagram.open(browser, served.company);
      ({ person } = diagram);
      await person.refresh(diagram.connectionId);
    });
    afterAll(() => served.stop());

    step('finds a table in the tree, and reads how it is made', async () => {
      const { page } = diagram;
      await diagram.show();
      await page.getByRole('heading', { name: `170 ${kind.word}s: where to begin?` }).waitFor();
      const panel = page.getByRole('complementary', { name: 'Side panel' });
      await panel.getByLabel(kind.search).fill(table(26).name);
      await panel
        .getByRole('tree', { name: `${kind.word}s` })
        .getByTitle(new RegExp(`^${kind.place(table(26))}\n`))
        .click();
      await page.keyboard.press('Alt+Enter');
      await page.getByRole('heading', { name: table(26).name, level: 1, exact: true }).waitFor();
      expect(await diagram.visit.findings()).toEqual([]);
    });

    step('begins the diagram with a table that refers to itself and to others', async () => {
      const { page } = diagram;
      await diagram.show();
      await page.getByRole('combobox', { name: `Find a ${kind.word}`, exact: true }).fill(table(2).name);
      await page.keyboard.press('Enter');
      await diagram.table(kind.place(table(2))).waitFor();
      await page.getByRole('tab', { name: 'Diagram · company' }).waitFor();
      const self = await diagram.line(kind.place(table(2)), 'parent_id');
      await self.waitFor({ state: 'attached' });
    });

    step('sees all of it, with the references of two columns', async () => {
      const { page } = diagram;
      await page.getByRole('button', { name: 'Layout', exact: true }).click();
      await page.getByRole('menuitem', { name: `Show every ${kind.word}` }).click();
      await until(
        'all',
        () => diagram.tables.count(),
        (now) => now === company.length,
      );
      if (!kind.composite) return;
      const { body } = await person.ask<{ relations: { tableFrom: string; tableTo: string; columnFrom: string }[] }>(
        'GET',
        `/connections/${diagram.connectionId}/erd`,
      );
      const [from, to] = [kind.place(table(6)), kind.place(table(5))];
      const found = body.relations.filter((one) => one.tableFrom === from && one.tableTo === to);
      expect(found.map(({ columnFrom }) => columnFrom)).toEqual([table(5).key.join(', ')]);
    });

    step('reads thousands of tables, and the server is asked no more than it must be', async () => {
      const id = await diagram.another(await served.many);
      await served.asked();
      // What is measured in the rows is asked besides.
      await person.ask('PATCH', `/connections/${id}/schema/settings`, { measure: false });
      await person.refresh(id);
      kind.questions(await served.asked());
      const { body } = await person.ask<{ total: number }>('GET', `/connections/${id}/schema`);
      expect(body.total).toBe(many.length);
      diagram.connectionId = id;
    });

    step('sees all of those too', async () => {
      const { page } = diagram;
      await diagram.show();
      await page.getByRole('heading', { name: `2,000 ${kind.word}s: where to begin?` }).waitFor();
      await page.getByRole('button', { name: 'Show all 2,000' }).click();
      await until(
        'many',
        () => diagram.tables.count(),
        (now) => now > 1_000,
        20_000,
      );
    });

    step('nothing went wrong on the way', () => {
      expect(diagram.visit.troubles).toEqual([]);
    });
  });
});
