export * from './cell.contract.js';
export * from './changes.contract.js';
export * from './import.contract.js';
export * from './referrers.contract.js';
export * from './result-source.contract.js';
export * from './rows.contract.js';
export * from './state.contract.js';
export { rowKey, type RowKey } from './table.js';
