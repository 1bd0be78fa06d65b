/**
 * A `Content-Disposition` by which a browser keeps what comes under this name (RFC 6266): in plain letters for old clients, and as it is
 * (RFC 8187). What could lead out of a folder, or end the header, stands as `_`.
 */
export function attachment(name: string): string {
  const safe = name
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_')
    .replace(/^\.+/, '_')
    .toWellFormed();
  const plain = safe.replace(/[^\x20-\x7e]/g, '_').replaceAll('%', '_');
  const exact = encodeURIComponent(safe).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
