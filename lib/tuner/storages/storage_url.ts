/** The URLs that name storages, as SQLAlchemy and so Optuna read them. */

/**
 * The file that a SQLite URL names.
 *
 * @param url `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` or `sqlite://`
 * @returns The path, or ":memory:"
 * @throws {SyntaxError} If the URL is of another form
 */
export function sqlitePath(url: string): string {
  const match = /^sqlite(?:\+pysqlite)?:\/\/(?:\/(.*))?$/s.exec(url);
  if (match === null || match[1]?.includes("?")) {
    throw new SyntaxError(
      `Cannot open the storage as its URL must be of the form sqlite:///path.db or sqlite:////absolute/path.db: current value is ${url}`,
    );
  }
  return match[1] || ":memory:";
}

/** A storage URL as it may be shown: every password replaced by `***`. */
export function redactUrl(url: string): string {
  if (url.startsWith("sqlite:")) return url;
  const scheme = /^[a-z0-9+]*:?\/+/i.exec(url)?.[0] ?? "";
  // A password may itself hold "@", "/" or ":", so it ends at the last "@".
  const rest = url.slice(scheme.length);
  const [colon, at] = [rest.indexOf(":"), rest.lastIndexOf("@")];
  const shown = colon >= 0 && colon < at ? `${rest.slice(0, colon)}:***${rest.slice(at)}` : rest;
  return scheme + shown.replace(/([?&][^=&?]*password=)[^&]*/gi, "$1***");
}

/** Of a URL that cannot be read, only how it begins: where its password is, nobody knows. */
export function urlBeginning(url: string): string {
  return `current value begins with "${/^[a-z0-9+]{0,20}:?\/{0,4}/i.exec(url)![0]}"`;
}

/**
 * Checks a PostgreSQL URL and brings it into the form that clients take.
 *
 * @param url `postgresql://user:password@host:port/database`, `postgres://...` or with SQLAlchemy's
 *   driver, `postgresql+psycopg2://...`, which is dropped
 * @param what What it names, for the message
 * @throws {SyntaxError} If the URL is of another form; the message shows no password
 */
export function postgresUrl(url: string, what = "storage"): string {
  const match = /^postgres(?:ql)?(?:\+\w+)?:\/\/(.*)$/s.exec(url);
  const plain = `postgresql://${match?.[1]}`;
  // A host may be missing where a socket's folder is given as ?host=/folder.
  if (match === null || !URL.canParse(plain.replace("@/", "@localhost/"))) {
    throw new SyntaxError(
      `Cannot open the ${what} as its URL must be of the form postgresql://user:password@host:port/database, with special characters percent-encoded: ${
        urlBeginning(url)
      }`,
    );
  }
  return plain;
}
