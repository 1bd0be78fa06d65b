/**
 * Loaded before any other script. Zod builds its parsers with `new Function` unless told not to, and it probes for that while
 * schemas are declared, so the setting must stand before the first contract is evaluated: the page's Content-Security-Policy
 * forbids evaluation and would report the probe as a violation.
 */
(globalThis as { __zod_globalConfig?: { jitless?: boolean } }).__zod_globalConfig = { jitless: true };
