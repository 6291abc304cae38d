import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { fetchBytes, fileBytes, readAll } from "../../lib/files.ts";
import { closedPort, serve, serveRaw } from "../data/server.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const text = async (chunks: AsyncIterable<Uint8Array>) =>
  new TextDecoder().decode(await readAll(chunks));

Deno.test("fileBytes() and readAll() give every byte of a file, by path and by URL", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/bytes`;
  const bytes = Uint8Array.from({ length: 1_000_003 }, (_, i) => i % 251);
  await Deno.writeFile(path, bytes);
  assert.deepEqual(await readAll(fileBytes(path)), bytes);
  assert.deepEqual(await readAll(fileBytes(pathToFileURL(path))), bytes);
});

Deno.test("fileBytes() names a file that is missing and a directory", async () => {
  await using folder = await temporaryFolder();
  await assert.rejects(readAll(fileBytes(`${folder.path}/no.csv`)), (error: Error) => {
    assert.ok(error instanceof Deno.errors.NotFound);
    assert.equal(error.message, `Cannot read ${folder.path}/no.csv as there is no such file`);
    return true;
  });
  await assert.rejects(readAll(fileBytes(folder.path)), (error: Error) => {
    assert.ok(error instanceof Deno.errors.IsADirectory);
    assert.match(error.message, /must be a file: it is a directory$/);
    return true;
  });
});

Deno.test("fetchBytes() gives the body of an answer", async () => {
  await using server = serve(() => new Response("timestamp,value\n"));
  assert.equal(await text(fetchBytes(server.url(), { timeout: 60 })), "timestamp,value\n");
});

Deno.test("fetchBytes() may be left early", async () => {
  await using server = serve(() => new Response("x".repeat(1_000_000)));
  for await (const chunk of fetchBytes(server.url(), { timeout: 60 })) {
    assert.ok(chunk.length > 0);
    break;
  }
});

Deno.test("fetchBytes() names the status of an answer that is an error", async () => {
  for (const status of [404, 500, 304]) {
    await using server = serve(() => new Response(status === 304 ? null : "no", { status }));
    await assert.rejects(text(fetchBytes(server.url(), { timeout: 60 })), (error: Error) => {
      assert.ok(error instanceof Deno.errors.Http);
      assert.match(
        error.message,
        new RegExp(`the server must send the file: it answered ${status}`),
      );
      return true;
    });
  }
});

Deno.test("fetchBytes() gives up a server that is silent, before and in its answer", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  for (const answer of ["", head, `${head}timestamp,value\n`]) {
    await using server = serveRaw(answer, true);
    await assert.rejects(text(fetchBytes(server.url(), { timeout: 0.2 })), (error: Error) => {
      assert.ok(error instanceof Deno.errors.TimedOut);
      assert.match(error.message, /must take at most 0.2 s: it took longer$/);
      return true;
    });
  }
});

Deno.test("fetchBytes() reports a server that is not there, breaks off, or speaks no HTTP", async () => {
  await assert.rejects(text(fetchBytes(closedPort(), { timeout: 60 })), Deno.errors.Http);
  for (
    const answer of ["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntimestamp", "hello\r\n\r\n"]
  ) {
    await using server = serveRaw(answer);
    await assert.rejects(text(fetchBytes(server.url(), { timeout: 60 })), Deno.errors.Http);
  }
});

Deno.test("fetchBytes() takes no more than it may, told in advance or not", async () => {
  await using told = serveRaw("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\nx", true);
  await using untold = serveRaw(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n",
    true,
  );
  for (const server of [told, untold]) {
    await assert.rejects(text(fetchBytes(server.url(), { timeout: 60, maxBytes: 10 })), {
      name: "RangeError",
      message: `Cannot download ${server.url()} as it must be at most 10 bytes: it is larger`,
    });
  }
});

Deno.test("fetchBytes() takes just as much as it may", async () => {
  await using server = serve(() => new Response("hello worl"));
  assert.equal(await text(fetchBytes(server.url(), { timeout: 60, maxBytes: 10 })), "hello worl");
});

Deno.test("fetchBytes() refuses other URLs and timeouts that are not above 0", async () => {
  const options = { timeout: 1 };
  await assert.rejects(text(fetchBytes(new URL("ftp://localhost/a"), options)), TypeError);
  for (const timeout of [0, -1, NaN]) {
    await assert.rejects(text(fetchBytes(closedPort(), { timeout })), {
      name: "RangeError",
      message: new RegExp(
        `timeout must be a number of seconds above 0: current value is ${timeout}`,
      ),
    });
  }
});

Deno.test("fetchBytes() shows no user name and no password of a URL that fails", async () => {
  const url = closedPort();
  url.username = "ada";
  url.password = "s3cret";
  await assert.rejects(text(fetchBytes(url, { timeout: 60 })), (error: Error) => {
    assert.ok(error instanceof Deno.errors.Http);
    assert.match(error.message, /^Cannot download http:\/\/\*\*\*@127\.0\.0\.1:/);
    assert.doesNotMatch(Deno.inspect(error), /ada|s3cret/);
    return true;
  });
});
