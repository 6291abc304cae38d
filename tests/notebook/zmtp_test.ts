import assert from "node:assert/strict";
import fc from "fast-check";
import { ZmtpSocket } from "../../lib/notebook/kernel/zmtp.ts";

const READY = [
  4,
  25,
  5,
  ...bytes("READY"),
  11,
  ...bytes("Socket-Type"),
  0,
  0,
  0,
  3,
  ...bytes("PUB"),
];

function bytes(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function greeting(): Uint8Array {
  const greeting = new Uint8Array(64);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, ...bytes("NULL")]);
  return greeting;
}

/** A peer that shakes hands, hands over its connection, and closes all at the end. */
async function withPeer(
  use: (socket: ZmtpSocket, peer: Deno.TcpConn, subscription: Uint8Array) => Promise<void>,
  type: "SUB" | "DEALER" = "SUB",
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const connected = ZmtpSocket.connect(type, (listener.addr as Deno.NetAddr).port);
  const peer = await accepted;
  const received = readExactly(peer, 64 + 30);
  await peer.write(greeting());
  await peer.write(Uint8Array.from(READY));
  const socket = await connected;
  const all = await received;
  try {
    assert.deepEqual(all.slice(0, 12), Uint8Array.from([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]));
    await use(socket, peer, all.slice(64));
  } finally {
    socket.close();
    peer.close();
  }
}

async function readExactly(peer: Deno.TcpConn, length: number): Promise<Uint8Array> {
  const all = new Uint8Array(length);
  for (let have = 0; have < length;) {
    const count = await peer.read(all.subarray(have));
    assert.ok(count !== null);
    have += count;
  }
  return all;
}

Deno.test("ZmtpSocket.connect() says what it is and subscribes to everything", async () => {
  await withPeer((_socket, _peer, sent) => {
    const expected = [4, 25, 5, ...bytes("READY"), 11, ...bytes("Socket-Type"), 0, 0, 0, 3];
    assert.deepEqual([...sent], [...expected, ...bytes("SUB"), 0, 1, 1]);
    return Promise.resolve();
  });
  await withPeer((_socket, _peer, sent) => {
    assert.deepEqual([...sent.slice(-6)], bytes("DEALER"));
    return Promise.resolve();
  }, "DEALER");
});

Deno.test("ZmtpSocket.receive() reads messages however they are cut, passes over commands, ends with null", async () => {
  await withPeer(async (socket, peer) => {
    const long = new Uint8Array(300).fill(7);
    const command = [4, 5, 4, ...bytes("PING")];
    const message = [1, 2, ...bytes("ab"), 1, 0, 2, 0, 0, 0, 0, 0, 0, 1, 44, ...long];
    for (const byte of [...command, ...message]) await peer.write(Uint8Array.of(byte));
    const empty = new Uint8Array(0);
    assert.deepEqual(await socket.receive(), [Uint8Array.from(bytes("ab")), empty, long]);
    await peer.write(Uint8Array.of(0, 3, 1)); // half a message
    await peer.closeWrite();
    assert.equal(await socket.receive(), null);
  });
});

Deno.test("ZmtpSocket.send() writes what receive() reads", async () => {
  await withPeer(async (socket, peer) => {
    // The peer echoes, so what was sent comes back.
    const echo = peer.readable.pipeTo(peer.writable).catch(() => {}); // ends when the test closes it
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 5 }),
        async (frames) => {
          await socket.send(frames);
          assert.deepEqual(await socket.receive(), frames.map((frame) => Uint8Array.from(frame)));
        },
      ),
      { seed: 42, numRuns: 50 },
    );
    for (const length of [255, 256]) { // where lengths begin to take eight bytes
      await socket.send([new Uint8Array(length).fill(3)]);
      assert.deepEqual(await socket.receive(), [new Uint8Array(length).fill(3)]);
    }
    const large = new Uint8Array(3_000_000).fill(5);
    await Promise.all([socket.send([large]), socket.send([Uint8Array.of(1)])]);
    assert.deepEqual(await socket.receive(), [large]);
    assert.deepEqual(await socket.receive(), [Uint8Array.of(1)]);
    socket.close();
    await echo;
  }).catch((error) => {
    if (!(error instanceof Deno.errors.BadResource)) throw error; // the echo closed the peer
  });
});

Deno.test("ZmtpSocket.connect() refuses a peer that does not speak ZMTP", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connected = ZmtpSocket.connect("SUB", (listener.addr as Deno.NetAddr).port);
  using peer = await listener.accept();
  await peer.write(new Uint8Array(64));
  await assert.rejects(connected, SyntaxError);
});
