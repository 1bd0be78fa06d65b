export { type BinaryText, binaryText, readBinary } from './binary-text.js';
export { csvHead, csvLine, disarmed, isFormula, type TextColumn } from './csv.js';
export { asWritten, DocumentText, keepDocuments } from './document-text.js';
export { jsonKeys, jsonObject } from './json-objects.js';
export { markdownHead, markdownLine } from './markdown.js';
export { plainText } from './plain-text.js';
export { rawRows, rawRowsIn } from './raw-rows.js';
