import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody at a browser, whose pictures are taken: `light` or `dark`, on a desk or in a hand. */
export class Sitting {
  constructor(page, folder, account) {
    this.page = page;
    this.folder = folder;
    this.account = account;
  }

  static async begin(browser, { url, folder, account }, colorScheme, phone = false) {
    const context = await browser.newContext({
      baseURL: url,
      colorScheme,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      ...(phone ? { hasTouch: true, isMobile: true } : {}),
    });
    context.setDefaultTimeout(20_000);
    return new Sitting(await context.newPage(), folder, account);
  }

  async take(name) {
    await this.page.evaluate('document.fonts.ready.then(() => undefined)');
    const path = join(this.folder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    process.stdout.write(`${name}.png ${String(Math.round(statSync(path).size / 1024))} KB\n`);
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  async signIn() {
    const { page, account } = this;
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await this.button('Sign in').click();
    await page.getByText('New query on').first().waitFor();
  }

  end() {
    return this.page.context().close();
  }
}
