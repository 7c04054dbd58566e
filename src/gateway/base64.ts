/**
 * The bytes of a text in base64 (RFC 4648, section 4), undefined for what is none: `Buffer.from` skips what it does not
 * know and so reads anything.
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || /[-_]/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}
