// A whole plain client: it dials a server, proves the password, and starts what it is told to.
//
//     node client.mjs HOST:PORT PASSWORD_FILE
//
// Everything here is in sections 1 to 8 of docs/protocol.md. It starts whatever its user may start, and talks to whoever answers:
// take it as a beginning, or run remoteexec-agent, which has a policy and checks who the server is.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Box, newKeyPair, toBase64 } from './box.mjs';
import { dataOf, frame } from './framing.mjs';

const [, host, port] = /^(.*):(\d+)$/.exec(process.argv[2]);
const password = readFileSync(process.argv[3], 'utf8').replace(/\n$/, '');
const own = newKeyPair();
const alive = new Set();
const socket = connect(Number(port), host.replace(/^\[|\]$/g, ''));
let box; // there once both keys are

function send(packet) {
  const json = JSON.stringify(packet);
  socket.write(frame(box ? box.seal(json) : json)); // one frame, one write
}

send({ data: { publicKey: toBase64(own.publicKey) } });

for await (const data of dataOf(socket)) {
  const packet = JSON.parse(box ? box.open(data) : data.toString());
  if (packet.error) {
    console.error(`the server says error ${packet.error.code}`);
    process.exit(1);
  }
  if (!box) {
    box = new Box(own, packet.data.publicKey);
    send({ data: { authenticate: { password } } }); // the answer is silence, or an error
  } else if (packet.data.execute) {
    execute(packet.data.execute);
  }
}

function execute(entries) {
  if (entries.length === 0) send({ data: { executed: [] } });
  for (const entry of entries) {
    const repeated = alive.has(entry.id);
    alive.add(entry.id); // pending counts: a repeated id never starts a second time
    if (repeated) answer(entry.id, false, 'duplicate id');
    else setTimeout(start, entry.delay ?? 0, entry);
  }
}

function start({ id, application, path = '', arguments: argv = [] }) {
  const child = spawn(path ? join(path, application) : application, argv, { cwd: path || undefined, stdio: 'ignore' });
  child.once('spawn', () => {
    answer(id, true, '');
    tell({ id, state: 'RUNNING', message: '' });
  });
  child.once('error', error => {
    alive.delete(id);
    answer(id, false, error.code === 'ENOENT' ? `not found: ${application}` : error.message);
  });
  child.once('exit', (code, signal) => {
    alive.delete(id);
    tell({ id, state: 'EXITED', ...(signal ? { message: `ended by ${signal}`, signal: constants.signals[signal] } : { message: `exit code ${code}`, exitCode: code }) });
  });
}

function answer(id, started, message) {
  send({ data: { executed: [{ id, started, message }] } });
}

function tell(status) {
  send({ data: { processStatus: [status] } });
}
