// A client that does what a test tells it, right or wrong, in any dialect, with or without extensions; see verbs below.
// What it expects of a server is docs/protocol.md; where the server departs from it, it reports "violation".
import { connect } from 'node:net';
import { splitArguments } from './arguments.mjs';
import { Box, fromBase64, newKeyPair, toBase64 } from './box.mjs';
import { FrameReader, frame } from './framing.mjs';
import * as identity from './identity.mjs';
import { obey, report } from './lines.mjs';

let socket;
let dialect;
let reader;
let own;
let m1; // DATA of our first packet
let box; // there once both keys are
let t; // the transcript, once both keys are
let agent;
let token;
let serverKey;
let pin;
let lastSent; // whole frames, header included
let lastReceived;
let chunksBefore = 0; // that the frame now arriving has taken already

const write = bytes => {
  lastSent = bytes;
  socket.write(bytes);
};

const verbs = {
  /** Only TCP: port, from (our address). */
  async dial({ port, from, dialect: chosen = 'BE16' }) {
    dialect = chosen;
    reader = new FrameReader(dialect);
    box = t = serverKey = agent = token = pin = undefined;
    chunksBefore = 0;
    socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
    socket.on('data', receive);
    socket.on('error', error => report('broken', { code: error.code }));
    const ours = reader;
    socket.on('close', () => report('closed', { pending: ours.pending }));
    await new Promise(resolve => socket.once('connect', resolve).once('close', resolve));
  },

  /** Dials and sends the first packet. seed (hex) makes the agent's identity; pin is the server's fingerprint, token a join token. */
  async connect({ extensions, seed, pin: expected, token: text, ...where }) {
    await verbs.dial(where);
    own = newKeyPair();
    agent = seed ? identity.agentFromSeed(Buffer.from(seed, 'hex')) : undefined;
    token = text ? identity.readToken(text) : undefined;
    pin = token?.pin ?? expected;
    m1 = Buffer.from(JSON.stringify({ data: { publicKey: toBase64(own.publicKey), ...(extensions && { extensions }) } }));
    write(frame(m1, dialect));
  },

  /** The second packet: password (as {"password"} or bare), and with an identity its proofs, of which one may be damaged. */
  authenticate({ password, bare, damage }) {
    const proofs = serverKey && {
      ...identity.proveAgent(agent, t, serverKey),
      ...(token && { token: identity.proveToken(token, t, serverKey, agent.publicKey) }),
    };
    if (damage) proofs[damage] = toBase64(Buffer.alloc(fromBase64(proofs[damage]).length, 1));
    verbs.send({ packet: { data: { authenticate: bare ? password : { ...proofs, ...(password !== undefined && { password }) } } } });
  },

  /** A packet, or any text, encrypted once there are keys. */
  send({ packet, text = JSON.stringify(packet) }) {
    write(frame(box ? box.seal(text) : text, dialect));
  },

  /** DATA as it is. */
  data({ text }) {
    write(frame(text, dialect));
  },

  /** Bytes as they are. */
  bytes({ hex }) {
    write(Buffer.from(hex, 'hex'));
  },

  /** A frame of which one bit fell over on the way. */
  flip({ packet }) {
    const bytes = frame(box.seal(JSON.stringify(packet)), dialect);
    bytes[bytes.length - 8] ^= 1;
    write(bytes);
  },

  replay: () => socket.write(lastSent),
  reflect: () => socket.write(lastReceived),
  skipNonce: () => box.skip(),
  close: () => socket.end(),

  /** Leaves nothing of this test for the next one. */
  async reset() {
    if (socket && !socket.closed) await new Promise(resolve => socket.once('close', resolve).destroy());
    report('ready');
  },

  /** So that a test's own strings can be compared with what a peer of the legacy kind makes of them. */
  split: ({ line }) => report('split', { arguments: splitArguments(line) }),
};

function receive(chunk) {
  let frames;
  try {
    frames = reader.push(chunk);
  } catch (error) {
    report('violation', { what: error.message });
    return;
  }
  for (const { header, data } of frames) {
    const pieces = chunksBefore + 1; // more than one makes a legacy reader lose its place
    chunksBefore = 0;
    lastReceived = Buffer.concat([header, data]);
    if (header.subarray(4).some(byte => byte !== 0)) report('violation', { what: 'reserved bytes that are not zero' });
    try {
      take(data, { bytes: header.length + data.length, pieces });
    } catch (error) {
      report('violation', { what: error.message });
    }
  }
  if (reader.pending > 0) chunksBefore++;
}

function take(data, wire) {
  const encrypted = box !== undefined;
  const packet = JSON.parse(encrypted ? box.open(data) : data.toString());
  if (packet.error) report('error', { code: packet.error.code, encrypted });
  else if (!encrypted) agree(data, packet.data);
  else if (packet.data.identity) meet(packet.data.identity);
  else report('packet', { data: packet.data, ...wire });
}

function agree(m2, { publicKey, extensions = [] }) {
  box = new Box(own, publicKey);
  t = identity.transcript(m1, m2);
  if (extensions.includes('identity')) box.requireCounter();
  report('key', { extensions });
}

// Before any credential leaves: the signature, and the pin.
function meet(offer) {
  const key = identity.verifyServer(offer, t);
  const fingerprint = key && identity.fingerprint(key);
  if (!key || (pin && fingerprint !== pin)) {
    verbs.send({ packet: { error: { code: 104 } } });
    report('stranger', { fingerprint, signed: key !== null });
    return;
  }
  serverKey = key;
  report('identity', { fingerprint, machineId: identity.machineId(agent.publicKey) });
}

await obey(verbs);
