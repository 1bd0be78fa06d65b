import { it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { baseUrl } from './running.js';

export { chromiumPath, startChromium } from './chromium.js';

interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** Resolves when what changes its colour has done so. What has not come to rest in a few seconds (a page that is not drawn) never does. */
export const changed = `Promise.race([
  new Promise(requestAnimationFrame)
    .then(() => new Promise(requestAnimationFrame))
    .then(() => Promise.all(document.getAnimations()
      .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
      .map((one) => one.finished.catch(() => undefined))))
    .then(() => new Promise(requestIdleCallback)),
  new Promise((resolve) => setTimeout(resolve, 3_000)),
]).then(() => undefined)`;

/** Somebody at a browser: what they do, and what they would have seen going wrong. */
export class Visit {
  /** Errors of the page and its console, and requests to other hosts. */
  readonly troubles: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.watch(page);
  }

  static async begin(browser: Browser): Promise<Visit> {
    const context = await browser.newContext({
      baseURL: baseUrl(),
      viewport: { width: 1440, height: 900 },
      colorScheme: 'light',
      // Colours are judged when they have arrived.
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(45_000);
    return new Visit(context, await context.newPage());
  }

  /** Another tab of the same browser. */
  async anotherTab(): Promise<Page> {
    const page = await this.context.newPage();
    this.watch(page);
    return page;
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`page: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== baseUrl()) this.troubles.push(`another host: ${request.url()}`);
    });
  }

  /** Makes an account and waits until the app is there. */
  async signUp(email: string, password: string): Promise<void> {
    const { page } = this;
    await page.goto('/sign-up');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('navigation', { name: 'Areas' }).waitFor();
  }

  /** From now on the page is so far away that a large result takes its time; 0 brings it back. Bytes a second. */
  async atTheEndOfALine(bytesPerSecond: number): Promise<void> {
    const devtools = await this.context.newCDPSession(this.page);
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: bytesPerSecond === 0 ? -1 : bytesPerSecond,
      uploadThroughput: -1,
    });
  }

  /** Replaces the text of the editor that is shown. */
  async write(text: string): Promise<void> {
    const { page } = this;
    await page.locator('.monaco-editor:visible .view-lines').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(text);
  }

  /** What axe-core finds that is serious or critical, light and dark. */
  async findings(): Promise<string[]> {
    const { page } = this;
    await page.evaluate(`globalThis.axe ?? (0, function () { const define = undefined; ${axe.source} }).call(globalThis)`);
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(changed);
      // In the dark nothing differs but the colours.
      const rules = colorScheme === 'dark' ? `runOnly: ['color-contrast'],` : '';
      const violations = await page.evaluate<readonly Violation[]>(
        `axe.run({ ${rules} resultTypes: ['violations'], preload: false }).then(({ violations }) => violations)`,
      );
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        for (const { target, failureSummary } of nodes) {
          found.push(`${colorScheme}: ${id} at ${target.join(' ')}: ${failureSummary ?? ''}`);
        }
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    return found;
  }
}

/** Steps of one story: when one fails, those after it are not tried. */
export function steps(page: () => Page): (name: string, step: () => Promise<void> | void) => void {
  let broken: string | undefined;
  return (name, step) => {
    it(name, async () => {
      if (broken !== undefined) throw new Error(`Not tried, because “${broken}” failed.`);
      try {
        await step();
      } catch (error) {
        broken = name;
        const picture = process.env['ORRERY_E2E_PICTURE'];
        if (picture) await page().screenshot({ path: picture });
        throw error;
      }
    });
  };
}
