/** Text of Base64, in which hosts put line feeds. */
export function decodeBase64(content: string): string {
  return Buffer.from(content, 'base64').toString('utf8');
}

export function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
