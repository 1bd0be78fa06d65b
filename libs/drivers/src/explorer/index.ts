import type { Kind } from '@orrery/contracts';
import { mongodbExplorer } from '../mongodb/explorer.js';
import { mssqlExplorer } from '../mssql/explorer.js';
import { mysqlExplorer } from '../mysql/explorer.js';
import { postgresExplorer } from '../postgres/explorer.js';
import type { TableAccess } from './access.js';

export { typesIn } from './access.js';
export type {
  Boundary,
  CellRead,
  ChangeStatement,
  Contention,
  Located,
  PageAsk,
  PageStatement,
  RawChange,
  RowsOf,
  TableAccess,
} from './access.js';
export { type Answer, ask, firstCell } from './ask.js';
export { cellPieces } from './cell-pieces.js';
export { parsedCell, type RawCell, rawObject, type RawRow, rawRows, sameCell } from './raw-json.js';
export { BadFilter } from './sql-filter.js';
export { BadValue } from './sql-flavor.js';
export { columnOf, type ExplorerTable, type TableColumn, type TableReference, withPaths } from './table.js';

/** How rows are read and changed, by kind. A new kind is one line here. */
const explorers: Readonly<Partial<Record<Kind, TableAccess>>> = {
  postgres: postgresExplorer,
  mysql: mysqlExplorer,
  mssql: mssqlExplorer,
  mongodb: mongodbExplorer,
};

/** How rows of one table are read and changed in a kind; undefined while they can't be. */
export const explorerOf = (kind: Kind): TableAccess | undefined => explorers[kind];
