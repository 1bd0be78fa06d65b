export { type ExactNumber, isExactNumber, parseExact } from '@orrery/contracts';
