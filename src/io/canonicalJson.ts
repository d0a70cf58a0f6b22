/**
 * Returns JSON in its canonical form: members sorted by the UTF-16 code units of their names, no white space, numbers as ECMAScript
 * prints them. Two values that JSON holds for equal have the same text, whoever has written them, in whatever language.
 *
 * @param value - What `JSON.parse` could return; members that are undefined do not count.
 *
 * Source: RFC 8785, JSON Canonicalization Scheme.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
