/** Opens the storage that a URL names. */
import { optionsOf, requireKind, requireKnownOptions } from "../../checks.ts";
import type { RdbStorage } from "./rdb/rdb_storage.ts";
import { urlBeginning } from "./storage_url.ts";

/**
 * The storage that a URL names, in the forms that Optuna takes.
 *
 * @param url `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` or
 *   `postgresql://user:password@host:port/database`
 * @param options `timeout`: how many seconds to wait for a locked file or a server that went away
 *   (30 and 60 unless told); `waitAtStart`: whether to wait for a server that is away at first too
 * @throws {SyntaxError} If the URL is of another form
 * @throws {Error} If the database cannot be opened, or its tables are of another schema version
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openStorage } from "elb-anomaly/tuner";
 *
 * const storage = await openStorage("sqlite:///:memory:");
 * assert.deepEqual(await storage.listStudies(), []);
 * await storage.close();
 * ```
 */
export async function openStorage(
  url: string,
  options: { waitAtStart?: boolean; timeout?: number } = {},
): Promise<RdbStorage> {
  const { timeout, waitAtStart: _, ...rest } = optionsOf("open a storage", options);
  requireKnownOptions("open a storage", rest);
  requireKind("open a storage", { url }, "a text");
  if (url.startsWith("sqlite:")) {
    return await (await import("./sqlite/sqlite_storage.ts")).SqliteStorage.open(
      url,
      timeout === undefined ? {} : { timeout },
    );
  }
  if (url.startsWith("postgres")) {
    return await (await import("./postgres/postgres_storage.ts")).PostgresStorage.open(
      url,
      options,
    );
  }
  throw new SyntaxError(
    `Cannot open the storage as its URL must begin with sqlite:// or postgresql://: ${
      urlBeginning(url)
    }`,
  );
}
