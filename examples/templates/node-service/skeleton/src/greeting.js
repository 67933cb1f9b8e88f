/** What the service says to somebody. */
export function greetingFor(name) {
  const who = (name ?? '').trim();
  if (who.length > 80) throw new Error('nobody has a name that long');
  return `Hello, ${who || 'world'}!`;
}
