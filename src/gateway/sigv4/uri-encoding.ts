/** Percent-encodes all but the unreserved characters of RFC 3986, as signers do. */
export function encodeComponent(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Decodes a part of a URL; text with broken escapes comes back as it is. */
export function decodeLeniently(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Each segment of a path encoded once more. */
export function encodePath(path: string): string {
  return path === '/' ? path : path.split('/').map(encodeComponent).join('/');
}
