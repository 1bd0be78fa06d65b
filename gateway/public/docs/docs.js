// Reads the OpenAPI document and lays it out; every text goes in as text, never as markup.

const { document, location } = globalThis;

/** Makes an element with attributes and children. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const byId = (id) => document.getElementById(id);
const tokenField = byId('token');

tokenField.addEventListener('input', () => {
  byId('who').textContent = tokenField.value.trim() === '' ? 'not signed in' : 'token set';
});
byId('sign-in').addEventListener('submit', (event) => event.preventDefault());

/** A schema in a few words: `string (uuid)`, `Connection[]`, `"a" | "b"`. */
function words(schema = {}) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(words).join(' | ');
  if (schema.type === 'array') {
    const item = words(schema.items);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  return schema.format ? `${type} (${schema.format})` : type;
}

/** What else a schema says of a value. */
function bounds(schema = {}) {
  const said = [];
  if (schema.default !== undefined) said.push(`default ${JSON.stringify(schema.default)}`);
  const safe = (number) => number !== undefined && Math.abs(number) < Number.MAX_SAFE_INTEGER;
  if (safe(schema.minimum)) said.push(`at least ${schema.minimum}`);
  if (safe(schema.maximum)) said.push(`at most ${schema.maximum.toLocaleString('en')}`);
  if (schema.maxLength !== undefined) said.push(`at most ${schema.maxLength.toLocaleString('en')} characters`);
  return said.join(', ');
}

function fieldTable(fields) {
  return element(
    'table',
    {},
    element(
      'tbody',
      {},
      ...fields.map(({ name, schema, required, place }) =>
        element(
          'tr',
          {},
          element('td', {}, element('code', {}, name)),
          element('td', {}, element('code', {}, words(schema))),
          element('td', {}, [required ? 'required' : '', place ?? '', bounds(schema)].filter(Boolean).join(' · ')),
        ),
      ),
    ),
  );
}

const fieldsOf = (schema = {}) =>
  Object.entries(schema.properties ?? {}).map(([name, inner]) => ({
    name,
    schema: inner,
    required: schema.required?.includes(name) ?? false,
  }));

/** A value to start from. */
function sample(schema = {}) {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return [];
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((name) => [name, sample(schema.properties[name])]));
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum > 0 ? schema.minimum : 0;
  if (schema.type === 'boolean') return false;
  return schema.format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : '';
}

async function send(path, method, operation, form, outcome, output) {
  const query = new URLSearchParams();
  let address = path;
  for (const parameter of operation.parameters ?? []) {
    const value = form.elements.namedItem(`${parameter.in} ${parameter.name}`).value;
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value !== '') query.set(parameter.name, value);
  }
  const body = form.elements.namedItem('body')?.value;
  const headers = {};
  const token = tokenField.value.trim();
  if (token !== '') headers.authorization = `Bearer ${token}`;
  if (body) headers['content-type'] = 'application/json';
  const started = performance.now();
  output.hidden = false;
  output.textContent = '';
  outcome.textContent = 'Asking…';
  const text = query.size > 0 ? `${address}?${query}` : address;
  const response = await fetch(text, { method: method.toUpperCase(), headers, ...(body ? { body } : {}) });
  const received = await response.text();
  outcome.textContent = `${response.status} · ${Math.round(performance.now() - started)} ms · ${response.headers.get('x-request-id')}`;
  const json = response.headers.get('content-type')?.includes('json') && !response.headers.get('content-type').includes('ndjson');
  const shown = json && received !== '' ? JSON.stringify(JSON.parse(received), null, 2) : received;
  output.textContent = shown.length > 200_000 ? `${shown.slice(0, 200_000)}\n… cut` : shown || '(no body)';
  // Signing in here signs in the page.
  if (json && response.ok && received.includes('"accessToken"')) {
    tokenField.value = JSON.parse(received).accessToken;
    byId('who').textContent = 'signed in';
  }
}

function tryOut(path, method, operation) {
  const outcome = element('span', { class: 'outcome', role: 'status' });
  const output = element('pre', { tabindex: '0', hidden: '' });
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  const parameters = (operation.parameters ?? []).map((parameter) =>
    element('label', {}, parameter.name, element('input', { name: `${parameter.in} ${parameter.name}`, autocomplete: 'off' })),
  );
  const body = schema ? [element('textarea', { name: 'body', 'aria-label': 'Request body', spellcheck: 'false' })] : [];
  if (body[0]) body[0].value = JSON.stringify(sample(schema), null, 2);
  const form = element(
    'form',
    {
      class: 'try',
      onsubmit: (event) => {
        event.preventDefault();
        send(path, method, operation, form, outcome, output).catch((error) => {
          outcome.textContent = `Not sent: ${error.message}`;
        });
      },
    },
    ...parameters,
    ...body,
    element('div', { class: 'bar' }, element('button', {}, 'Send'), outcome),
    output,
  );
  return form;
}

function routeBody(path, method, operation) {
  const parts = [];
  const request = [
    ...(operation.parameters ?? []).map((parameter) => ({ ...parameter, place: `in the ${parameter.in}` })),
    ...fieldsOf(operation.requestBody?.content?.['application/json']?.schema),
  ];
  if (request.length > 0) parts.push(element('h3', {}, 'Request'), fieldTable(request));
  parts.push(element('h3', {}, 'Answers'));
  const answers = Object.entries(operation.responses).map(([status, answer]) => {
    const [type, content] = Object.entries(answer.content ?? {})[0] ?? [];
    const shape = content && type !== 'application/problem+json' ? words(content.schema) : '';
    const inner = shape === 'object' ? fieldsOf(content.schema).map(({ name, schema }) => `${name}: ${words(schema)}`) : [];
    const says = inner.length > 0 ? `{ ${inner.join(', ')} }` : shape;
    return element(
      'tr',
      {},
      element('td', {}, element('code', {}, status)),
      element('td', {}, answer.description.replaceAll('`', ''), ' ', element('code', {}, says)),
    );
  });
  parts.push(element('table', {}, element('tbody', {}, ...answers)));
  parts.push(element('h3', {}, 'Try it'), tryOut(path, method, operation));
  return parts;
}

function routeCard(path, method, operation) {
  const body = element('div', { class: 'body' });
  const card = element(
    'details',
    {
      class: 'route',
      id: operation.operationId,
      ontoggle: () => {
        if (card.open && body.childElementCount === 0) body.append(...routeBody(path, method, operation));
      },
    },
    element(
      'summary',
      {},
      element('span', { class: `verb ${method}` }, method.toUpperCase()),
      element('span', { class: 'path' }, path),
      element('span', { class: 'says' }, operation.summary),
      element('span', { class: 'mark' }, operation['x-access'] ?? ''),
    ),
    body,
  );
  return card;
}

function schemaCard(name, schema) {
  const body = element('div', { class: 'body' });
  const shapes = schema.oneOf ?? schema.anyOf;
  if (shapes) for (const shape of shapes) body.append(fieldTable(fieldsOf(shape)), element('h3', {}, ''));
  else body.append(fieldTable(fieldsOf(schema)));
  return element(
    'details',
    { class: 'route', id: `shape-${name}` },
    element('summary', {}, element('span', { class: 'path' }, name)),
    body,
  );
}

function layOut(documentation) {
  byId('version').textContent = documentation.info.version;
  const routes = Object.entries(documentation.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const index = byId('index');
  const content = byId('content');
  content.replaceChildren(element('p', { class: 'lead' }, documentation.info.description.replaceAll('`', '')));
  const searchable = [];
  for (const { name: tag } of documentation.tags) {
    const own = routes.filter(({ operation }) => operation.tags.includes(tag));
    index.append(element('h2', {}, tag));
    content.append(element('h2', {}, tag));
    for (const { path, method, operation } of own) {
      const card = routeCard(path, method, operation);
      const link = element(
        'a',
        {
          href: `#${operation.operationId}`,
          title: operation.summary,
          onclick: () => {
            card.open = true;
          },
        },
        element('span', { class: `verb ${method}` }, method.toUpperCase()),
        path.slice('/api'.length),
      );
      index.append(link);
      content.append(card);
      searchable.push({ text: `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase(), card, link });
    }
  }
  content.append(element('h2', {}, 'Shapes'));
  for (const [name, schema] of Object.entries(documentation.components.schemas)) content.append(schemaCard(name, schema));
  byId('search').addEventListener('input', (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const { text, card, link } of searchable) card.hidden = link.hidden = !text.includes(wanted);
  });
  const asked = byId(decodeURIComponent(location.hash.slice(1)));
  if (asked?.localName === 'details') {
    asked.open = true;
    asked.scrollIntoView();
  }
}

fetch('/api/openapi.json')
  .then((response) => response.json())
  .then(layOut)
  .catch((error) => {
    byId('content').replaceChildren(element('p', { class: 'lead' }, `The document could not be read: ${error.message}`));
  });
