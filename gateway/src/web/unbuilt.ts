/** What a person sees who opens a gateway without a built web app. */
export const unbuiltPage = (nonce: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Orrery</title>
    <meta name="viewport" content="width=device-width" />
    <style nonce="${nonce}">
      :root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
      main { max-width: 34rem; margin: 20vh auto; padding: 0 1.5rem; }
      code { font: 13px ui-monospace, monospace; padding: 0.15em 0.4em; border-radius: 4px; background: color-mix(in srgb, currentColor 10%, transparent); }
    </style>
  </head>
  <body>
    <main>
      <h1>The web app is not built yet</h1>
      <p>The API runs: see <a href="/api/docs">its documentation</a>. To build the pages, run <code>npm run build</code> in
      Orrery’s folder, or start everything with <code>npm start</code>, and load this page again.</p>
    </main>
  </body>
</html>
`;
