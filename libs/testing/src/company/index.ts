export type { ColumnShape, ReferenceShape, TableShape, ValueShape } from './shape.js';
export { companyTables } from './tables.js';
export { tsqlOf } from './tsql.js';
export { documentsOf } from './documents.js';
