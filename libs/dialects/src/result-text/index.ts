export { csvHead, csvLine, disarmed, isFormula, type TextColumn } from './csv.js';
export { DocumentText } from './document-text.js';
export { jsonKeys, jsonObject } from './json-objects.js';
export { markdownHead, markdownLine } from './markdown.js';
export { plainText } from './plain-text.js';
