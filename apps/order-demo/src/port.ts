/** The port to listen on, from PORT; 0 takes any free one. */
export function portFrom(text: string | undefined): number {
  const port = Number(text ?? 3000);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`PORT must be a number from 0 to 65535, got "${text ?? ''}"`);
}
