// The rooms of ARCHITECTURE.md and what each may import, as errors. tools/boundaries.spec.ts plants a breach of each rule here and
// expects its error, so a rule that has gone blind is noticed.

/** Tests may reach further than what they test. */
const tests = ['\\.spec\\.ts$', '/conformance/', '/test/', '^libs/testing/', '^e2e/', '/jest\\.[^/]+$', '/bench/'];
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
/** Node's own modules. */
const core = '^[a-z_:/]+$';

/** A room may import itself and what is listed, and nothing else. */
const room = (name, path, allowed, comment) => ({
  name,
  comment: `${comment} (ARCHITECTURE.md, the table of rooms)`,
  severity: 'error',
  from: { path, pathNot: tests },
  to: { pathNot: [path, ...allowed] },
});
const ban = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const contracts = '^libs/contracts/';
const dialects = '^libs/dialects/';
const drivers = '^libs/drivers/';
const runtime = '^libs/runtime/';
const servers = '^libs/servers/';
const testing = '^libs/testing/';
const clients = npm('pg', 'pg-cursor', 'pg-protocol', 'mysql2', 'mssql', 'tedious', 'mongodb');

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    room(
      'contracts',
      contracts,
      [npm('zod')],
      'Contracts are the language that everyone speaks, in the browser too: they import zod and nothing else',
    ),
    room(
      'dialects',
      dialects,
      [contracts],
      'Dialects are pure and run in the browser too: they import contracts and nothing else',
    ),
    room(
      'drivers',
      drivers,
      [contracts, dialects, clients, npm('zod', 'kysely', 'bson', 'ipaddr.js', 'saxes', 'ssh2', 'saxes'), core],
      'Drivers import contracts, dialects and their own npm client',
    ),
    ban(
      'runtime',
      'The runtime knows no room but contracts',
      { path: runtime, pathNot: tests },
      { path: '^(libs|services|gateway|web|tools|e2e)/', pathNot: [runtime, contracts] },
    ),
    ban(
      'servers',
      'Real servers know no room but contracts',
      { path: servers, pathNot: tests },
      { path: '^(libs|services|gateway|web|tools|e2e)/', pathNot: [servers, contracts] },
    ),
    ban(
      'services',
      'A service imports contracts, dialects and the runtime; whatever else it needs, it asks for over the bus',
      { path: '^services/', pathNot: tests },
      { path: '^(libs|gateway|web|tools|e2e)/', pathNot: [contracts, dialects, runtime, drivers] },
    ),
    ban(
      'services-apart',
      'A service never imports another; it calls its operations over the bus',
      { path: '^services/([^/]+)/', pathNot: tests },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    ban(
      'drivers-in-query-runner',
      'Only query-runner opens sockets to people’s databases',
      { path: '^(services|gateway|web|libs)/', pathNot: ['^services/query-runner/', drivers, ...tests] },
      { path: drivers },
    ),
    ban(
      'gateway',
      'The gateway holds no product rule and no database: it imports contracts and the runtime',
      { path: '^gateway/', pathNot: tests },
      { path: ['^(libs|services|web|tools|e2e)/', npm('@mikro-orm')], pathNot: [contracts, runtime] },
    ),
    ban(
      'web',
      'The web app imports contracts and dialects, and speaks to the gateway over HTTP',
      { path: '^web/', pathNot: tests },
      {
        path: [
          '^(libs|services|gateway|tools|e2e)/',
          npm('@nestjs', '@nats-io', '@mikro-orm', 'pg', 'mysql2', 'mssql', 'mongodb', 'openai'),
        ],
        pathNot: [contracts, dialects],
      },
    ),
    ban(
      'features-apart',
      'A feature of the web app never imports another; what both need lives in core or ui',
      { path: '^web/src/app/features/([^/]+)/', pathNot: tests },
      { path: '^web/src/app/features/', pathNot: '^web/src/app/features/$1/' },
    ),
    ban(
      'ui-alone',
      'Parts in ui have inputs and outputs only: they know neither core nor features',
      { path: '^web/src/app/ui/', pathNot: tests },
      { path: '^web/src/app/(core|row-editing|features)/' },
    ),
    ban(
      'core-below-features',
      'What there is one of does not know the features that use it',
      { path: '^web/src/app/core/', pathNot: tests },
      { path: '^web/src/app/(row-editing|features)/' },
    ),
    ban(
      'row-editing-below-features',
      'Rows are edited in one way: whoever shows them brings its table, and is not known there (ADR 0009)',
      { path: '^web/src/app/row-editing/', pathNot: tests },
      { path: '^web/src/app/features/' },
    ),
    ban(
      'testing-in-tests',
      'What is made for tests is imported by tests only',
      { path: '^(libs|services|gateway|web|tools)/', pathNot: tests },
      { path: [testing, '\\.spec\\.ts$'] },
    ),
    ban(
      'servers-in-tools-and-tests',
      'Real servers are started by tools and by tests (ADR 0006)',
      { path: '^(libs|services|gateway|web)/', pathNot: [servers, ...tests] },
      { path: servers },
    ),
    ban(
      'tools-on-top',
      'Nothing imports what a person types',
      { path: '^(libs|services|gateway|web)/', pathNot: tests },
      { path: '^(tools|e2e)/' },
    ),
    ban(
      'database-clients',
      'The clients of databases live in drivers; our own data is reached through the runtime',
      { path: '^(libs|services|gateway|web)/', pathNot: [drivers, servers, ...tests] },
      { path: clients },
    ),
    ban(
      'model-client',
      'Only ai imports a model’s client',
      { path: '.', pathNot: ['^services/ai/', ...tests] },
      { path: npm('openai') },
    ),
    ban(
      'frameworks',
      'Contracts, dialects and drivers depend on no framework',
      { path: [contracts, dialects, drivers], pathNot: tests },
      { path: npm('@nestjs', '@nats-io', '@mikro-orm', '@angular') },
    ),
    ban(
      'no-circle',
      'Files that import each other are one file in pieces',
      { path: '^(libs|services|gateway|web|tools)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    ban(
      'found',
      'An import has to lead somewhere',
      { path: '^(libs|services|gateway|web/src|tools|e2e)/' },
      { couldNotResolve: true },
    ),
    ban(
      'listed',
      'A package that is imported stands in package.json',
      { path: '^(libs|services|gateway|web/src|tools|e2e)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    ban(
      'not-for-tests-only',
      'The product imports no package that is installed for development only',
      { path: '^(libs|services|gateway)/', pathNot: [servers, ...tests] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: npm('@types/[^/]+') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '\\.angular/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['types', 'typings', 'module', 'main'],
      extensions: ['.ts', '.d.ts', '.mts', '.js', '.mjs', '.json'],
    },
  },
};
