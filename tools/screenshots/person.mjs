/** The account that the pictures are taken with, speaking HTTP. */
export class Person {
  #url;
  #token;

  constructor(url) {
    this.#url = url;
  }

  async #send(method, path, body) {
    const response = await fetch(new URL(`/api${path}`, this.#url), {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    return text;
  }

  /** False where there is no such account. */
  async signIn({ email, password }) {
    try {
      this.#token = JSON.parse(await this.#send('POST', '/auth/login', { email, password })).accessToken;
      return true;
    } catch {
      return false;
    }
  }

  /** The id of the sample connection. */
  async sample() {
    const { items } = JSON.parse(await this.#send('GET', '/connections'));
    const sample = items.find(({ name }) => name === 'Sample shop');
    if (!sample) throw new Error('This Orrery has no sample connection: start it without --no-sample.');
    return sample.id;
  }

  async run(connectionId, text) {
    const lines = await this.#send('POST', '/queries', { connectionId, text });
    if (/"type":"error"/.test(lines)) throw new Error(`${text}: ${lines}`);
  }

  /** Deletes the account, and with it all that was made for the pictures. */
  async forget({ password }) {
    await this.#send('DELETE', '/auth/me', { password });
  }
}
