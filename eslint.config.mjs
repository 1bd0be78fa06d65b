import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Every rule is an error, and no comment in a file can switch one off. Which room may import what is not here but in
// .dependency-cruiser.mjs, where it also sees what is imported through others.

const backEnd = ['libs/**/*.ts', 'services/**/*.ts', 'gateway/**/*.ts'];
const specs = ['**/*.spec.ts', '**/conformance/**/*.ts', '**/testing/**/*.ts', 'e2e/**/*.ts'];

/** Selectors that are refused everywhere in our TypeScript. */
const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a const object and a type instead of an enum (CONTRIBUTING.md).' },
  {
    selector: 'ClassDeclaration[id.name=/^(Base|Common)[A-Z]|(Util|Utils|Helper|Helpers|Manager|Impl)$/]',
    message: 'A suffix names a role that has a rule. Say what it does instead (CONTRIBUTING.md).',
  },
];

/** Ways to let text become code or markup. */
const markup = [
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]',
    message: 'Text from a database must never become markup. Use textContent or a binding.',
  },
  {
    selector: 'MemberExpression[property.name=/^bypassSecurityTrust/]',
    message: 'Text from a database must never become markup. Nothing here may pass by the sanitizer.',
  },
  {
    selector: 'CallExpression[callee.object.name="document"][callee.property.name=/^(write|writeln)$/]',
    message: 'Text from a database must never become markup. Use the DOM or a binding.',
  },
];

const random = {
  object: 'Math',
  property: 'random',
  message: 'Others can guess what comes next. Use node:crypto (randomBytes, randomInt, randomUUID).',
};
const environment = {
  object: 'process',
  property: 'env',
  message: "A process's settings are read in its config.ts, and nowhere else.",
};

const processes = {
  paths: ['child_process', 'node:child_process', 'cluster', 'node:cluster', 'vm', 'node:vm'].map((name) => ({
    name,
    message: 'A service starts no programs and runs no text as code.',
  })),
};

const nodeGlobals = Object.fromEntries(
  [
    ...['process', 'console', 'Buffer', 'URL', 'URLSearchParams', 'fetch', 'AbortSignal', 'AbortController', 'setTimeout'],
    ...['clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'performance', 'structuredClone', 'globalThis'],
    ...['TextEncoder', 'TextDecoder', 'ReadableStream', 'Request', 'Response', 'Headers'],
  ].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '.nx/', '.angular/', '.orrery/', '**/coverage/', 'look/']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...markup],
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Classes of Nest and Angular that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Options are written as object literals, also where a library types them as a class (Nest, MikroORM, the CDK).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A leading underscore says that a value is there only to be left out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'all', argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      // Without this an event handler that is async has to be wrapped for nothing.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: backEnd,
    ignores: specs,
    rules: {
      'no-restricted-properties': ['error', random, environment],
      'no-restricted-imports': ['error', processes],
      'no-console': 'error',
    },
  },
  {
    // The one reader of the environment, and what is started by hand beside it.
    files: ['**/config.ts', '**/migrate.ts'],
    rules: { 'no-restricted-properties': ['error', random] },
  },
  {
    // Real servers are programs that have to be started.
    files: ['libs/servers/src/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', random], 'no-restricted-imports': 'off' },
  },
  {
    files: ['tools/**/*.ts'],
    ignores: specs,
    rules: { 'no-restricted-properties': ['error', random] },
  },
  {
    files: specs,
    rules: {
      // A fake has the shape of what it stands for, also where it has nothing to do.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },

  {
    files: ['web/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      'no-restricted-properties': ['error', random],
      'no-console': 'error',
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'o', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'o', style: 'camelCase' }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/prefer-output-readonly': 'error',
    },
  },
  {
    files: ['web/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'BoundAttribute[name=/^(innerHTML|outerHTML|srcdoc)$/]',
          message: 'Text from a database must never become markup. Use interpolation.',
        },
      ],
      '@angular-eslint/template/prefer-control-flow': 'error',
      '@angular-eslint/template/no-any': 'error',
      '@angular-eslint/template/no-non-null-assertion': 'error',
    },
  },

  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module', globals: nodeGlobals },
    rules: {
      eqeqeq: 'error',
      'no-const-assign': 'error',
      'no-dupe-keys': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-undef': 'error',
      'no-unreachable': 'error',
      'no-unused-vars': 'error',
      'prefer-const': 'error',
    },
  },
);
