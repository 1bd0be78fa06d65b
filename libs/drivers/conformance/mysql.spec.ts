/** @jest-environment ./libs/drivers/conformance/environment.mjs */
import { conforms } from './suite.js';

await conforms('mysql');
