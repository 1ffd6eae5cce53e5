// A server of the kind that came before docs/protocol.md; its section 10 is written for it. LE4 only, a bare password, `accapted`, `executables`
// with ids that are UUIDs and arguments in one string, and a reader that takes every chunk of the socket for one or more whole frames.
//
//     node legacy-server.mjs [--hang-up]      what it does when it cannot read: stay silent, or with --hang-up close
import { createServer } from 'node:net';
import { Box, newKeyPair, toBase64 } from './box.mjs';
import { frame } from './framing.mjs';
import { obey, report } from './lines.mjs';

const hangUp = process.argv.includes('--hang-up');
let password;
let connections = 0;
let current; // the authenticated connection

class Connection {
  #number = ++connections;
  #keys = newKeyPair();
  #box;
  #authenticated = false;
  #derailed = false;

  constructor(socket) {
    this.socket = socket;
    report('connection', { connection: this.#number });
    socket.on('data', chunk => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => report('disconnected', { connection: this.#number }));
  }

  send(packet) {
    const json = JSON.stringify(packet);
    this.socket.write(frame(this.#box ? this.#box.seal(json) : json, 'LE4'));
  }

  // The fault that gave the legacy server its name here: nothing is kept from one chunk to the next. Once it has lost its
  // place it takes lengths from the middle of things, and hears nothing more.
  #read(chunk) {
    for (let at = 0; at < chunk.length && !this.#derailed; ) {
      const length = chunk.length - at < 4 ? Infinity : chunk.readUInt32LE(at);
      if (at + 4 + length > chunk.length) {
        this.#derailed = true;
        report('derailed', { connection: this.#number, got: chunk.length - at });
        if (hangUp) this.socket.destroy();
        return;
      }
      this.#take(chunk.subarray(at + 4, at + 4 + length), 4 + length);
      at += 4 + length;
    }
  }

  #take(data, bytes) {
    let packet;
    try {
      packet = JSON.parse(this.#box ? this.#box.open(data) : data.toString());
    } catch {
      this.#refuse(this.#box ? 110 : 200);
      return;
    }
    // Only the first key of data is looked at.
    const [[key, value] = []] = Object.entries(packet.data ?? {});
    if (!this.#box) this.#agree(value);
    else if (!this.#authenticated) this.#authenticate(key, value);
    else report('packet', { connection: this.#number, key, value, keys: Object.keys(packet.data ?? packet), bytes });
  }

  #agree(theirs) {
    try {
      const box = new Box(this.#keys, theirs);
      this.send({ data: { publicKey: toBase64(this.#keys.publicKey) } });
      this.#box = box;
    } catch {
      this.#refuse(100);
    }
  }

  #authenticate(key, value) {
    if (key !== 'authenticate' || value !== password) {
      report('refused', { connection: this.#number, kind: key === 'authenticate' ? typeof value : key });
      this.#refuse(102);
      return;
    }
    this.#authenticated = true;
    current = this;
    this.send({ data: { authVerification: { accapted: true, message: 'welcome' } } });
    report('authenticated', { connection: this.#number });
  }

  #refuse(code) {
    this.send({ error: { code } });
    this.socket.end();
  }
}

await obey({
  /** Listens on a free port, or on port. */
  listen({ password: right, port = 0 }) {
    password = right;
    const server = createServer({ noDelay: true }, socket => new Connection(socket));
    return new Promise(resolve =>
      server.listen(port, '127.0.0.1', () => {
        report('listening', { port: server.address().port });
        resolve();
      }),
    );
  },

  execute: ({ executables }) => current.send({ data: { execute: { executables } } }),
  kill: ({ ids }) => current.send({ data: { kill: { processes: ids.map(id => ({ id })) } } }),
  drop: () => current.socket.destroy(),
});
