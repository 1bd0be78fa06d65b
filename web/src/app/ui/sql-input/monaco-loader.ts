import type * as Monaco from 'monaco-editor';

export type MonacoApi = typeof Monaco;

interface AmdRequire {
  (modules: readonly string[], loaded: () => void, failed: (error: unknown) => void): void;
  config(options: { paths: Readonly<Record<string, string>>; trustedTypesPolicy?: unknown }): void;
}
interface MonacoWindow {
  require?: AmdRequire;
  monaco?: MonacoApi;
  trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
  };
}

const base = '/assets/monaco/min/vs';
let loading: Promise<MonacoApi> | undefined;

/** The page may demand Trusted Types: only the editor's own files pass. */
function policyOf(page: MonacoWindow): { createScriptURL(url: string): string } {
  const rules = {
    createScriptURL: (url: string) => {
      if (new URL(url, location.origin).href.startsWith(`${location.origin}${base}/`)) return url;
      throw new TypeError('The code editor loads nothing but its own files.');
    },
  };
  return page.trustedTypes?.createPolicy('orrery-monaco', rules) ?? rules;
}

async function load(): Promise<MonacoApi> {
  const page = window as unknown as MonacoWindow;
  const policy = policyOf(page);
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = policy.createScriptURL(`${base}/loader.js`);
    script.onload = () => {
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new Error('The code editor could not be loaded.'));
    };
    document.head.append(script);
  });
  const amd = page.require;
  if (!amd) throw new Error('The code editor’s loader did not start.');
  amd.config({ paths: { vs: base }, trustedTypesPolicy: policy });
  await new Promise<void>((resolve, reject) => {
    amd(['vs/editor/editor.main'], resolve, () => {
      reject(new Error('The code editor could not be loaded.'));
    });
  });
  if (!page.monaco) throw new Error('The code editor did not start.');
  return page.monaco;
}

/** Monaco, loaded once for the page from the app's own files. A failure can be tried again. */
export function loadMonaco(): Promise<MonacoApi> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
