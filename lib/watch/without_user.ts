/** What a state may hold of a source. */

/** A URL without user name and password, any other source as it is. */
export function withoutUser(source: string): string {
  const url = URL.parse(source);
  if (url === null || url.username + url.password === "") return source;
  [url.username, url.password] = ["", ""];
  return url.href;
}
