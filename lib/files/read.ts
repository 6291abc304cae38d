/** Bytes in: a file or a URL as a stream. */

/** Options of {@linkcode fetchBytes}. */
export interface FetchOptions {
  /** Seconds until the download is given up, its body included. */
  timeout: number;
  /** Most bytes that are taken; 1 GiB unless told. */
  maxBytes?: number;
}

/** What is wrong where there is no file of that name, in our words. */
export function noSuchFile(name: string, cause?: Error): Error {
  return new Deno.errors.NotFound(`Cannot read ${name} as there is no such file`, { cause });
}

/** The bytes of a file, by its path or `file:` URL, as a stream. */
export async function* fileBytes(path: string | URL): AsyncGenerator<Uint8Array> {
  const name = path instanceof URL ? path.href : path;
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw noSuchFile(name, cause);
  }
  try {
    if ((await file.stat()).isDirectory) {
      throw new Deno.errors.IsADirectory(
        `Cannot read ${name} as it must be a file: it is a directory`,
      );
    }
    const buffer = new Uint8Array(262_144);
    for (;;) {
      const length = await file.read(buffer);
      if (length === null) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    file.close();
  }
}

/**
 * The bytes behind an http(s) URL, as a stream that ends in time.
 *
 * @throws {TypeError} If it is another kind of URL
 * @throws {RangeError} If `timeout` is not above 0, or more than `maxBytes` come
 * @throws {Deno.errors.Http} If the server cannot be reached, answers with an error, or breaks off
 * @throws {Deno.errors.TimedOut} If it takes longer than `timeout`
 * @throws {Deno.errors.NotCapable} If the permission to reach the host is denied
 */
export async function* fetchBytes(url: URL, options: FetchOptions): AsyncGenerator<Uint8Array> {
  const { timeout, maxBytes = 2 ** 30 } = options;
  const shown = maskedUrl(url);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`Cannot download ${shown} as it must be an http or https URL`);
  }
  if (!(timeout > 0)) {
    throw new RangeError(
      `Cannot download ${shown} as timeout must be a number of seconds above 0: current value is ${timeout}`,
    );
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), Math.min(timeout * 1000, 2 ** 31 - 1));
  try {
    const response = await fetch(url, { signal: abort.signal });
    try {
      if (!response.ok) {
        throw new Deno.errors.Http(
          `Cannot download ${shown} as the server must send the file: it answered ${response.status} ${response.statusText}`,
          { cause: { status: response.status } },
        );
      }
      let received = Number(response.headers.get("content-length") ?? 0) > maxBytes ? Infinity : 0;
      for await (const chunk of received === 0 ? response.body ?? [] : []) {
        received += chunk.length;
        if (received > maxBytes) break;
        yield chunk;
      }
      if (received > maxBytes) {
        throw new RangeError(
          `Cannot download ${shown} as it must be at most ${maxBytes} bytes: it is larger`,
        );
      }
    } finally {
      if (!response.bodyUsed) await response.body?.cancel();
    }
  } catch (cause) {
    if (abort.signal.aborted) {
      throw new Deno.errors.TimedOut(
        `Cannot download ${shown} as it must take at most ${timeout} s: it took longer`,
        { cause },
      );
    }
    if (cause instanceof TypeError) { // what fetch and its body throw for a failed connection
      const why = cause.cause instanceof Error ? cause.cause : cause; // under "fetch failed"
      const message = why.message.replaceAll(url.href, shown);
      // The first error's text holds the URL as it is, a password included.
      throw new Deno.errors.Http(
        `Cannot download ${shown}: ${message}`,
        shown === url.href ? { cause } : undefined,
      );
    }
    throw cause;
  } finally {
    clearTimeout(timer);
  }
}

/** Answers from 400 to 499 after which the same request may be taken. */
const PASSING = [408, 425, 429];

/** Whether a server's answer says that the same request will be refused again. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && !PASSING.includes(status);
}

/** Whether a download failed in a way that may pass by itself. */
export function mayDownloadLater(error: unknown): boolean {
  if (error instanceof Deno.errors.TimedOut) return true;
  const { status = 0 } = (error as Error).cause as { status?: number } ?? {};
  return error instanceof Deno.errors.Http && !isRefusal(status);
}

/** A URL as it may be shown: a user name and a password in it are masked. */
export function maskedUrl(url: URL): string {
  if (url.username === "" && url.password === "") return url.href;
  const masked = new URL(url);
  masked.username = "***";
  masked.password = "";
  return masked.href;
}

/**
 * All bytes of a stream in one array; its chunks may be views of one buffer that is filled anew.
 */
export async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const copies: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) copies.push(chunk.slice());
  return new Uint8Array(await new Blob(copies).arrayBuffer());
}
