import { conforms } from './suite.js';

await conforms('mongodb');
