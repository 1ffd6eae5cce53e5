// Section 9.1 of docs/protocol.md: long-term identities, join tokens, fingerprints.
import { createHash, createHmac } from 'node:crypto';
import nacl from 'tweetnacl';
import { fromBase64, toBase64 } from './box.mjs';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const label = text => Buffer.from(`${text}\0`);
const u32be = number => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

/** T, from the exact DATA octets of the two plaintext packets, the client's first. */
export const transcript = (m1, m2) => sha256(label('RemoteExec identity 1'), u32be(m1.length), m1, u32be(m2.length), m2);

export const fingerprint = key => 'SHA256:' + toBase64(sha256(key)).replace(/=+$/, '');

/** An agent's identity from 32 secret bytes. */
export const agentFromSeed = seed => nacl.sign.keyPair.fromSeed(seed);

/** The server's raw key when its signature is right, else null. */
export function verifyServer(identity, t) {
  const key = fromBase64(identity.key, nacl.sign.publicKeyLength);
  const signature = fromBase64(identity.signature, nacl.sign.signatureLength);
  return nacl.sign.detached.verify(Buffer.concat([label('server'), t]), signature, key) ? key : null;
}

/** The members key and signature of authenticate. */
export const proveAgent = (agent, t, serverKey) => ({
  key: toBase64(agent.publicKey),
  signature: toBase64(nacl.sign.detached(Buffer.concat([label('agent'), t, serverKey]), agent.secretKey)),
});

/** What a join token says: rxj_ and base64url of 01, SHA-256(serverKey), id, secret. */
export function readToken(text) {
  const bytes = Buffer.from(text.trim().replace(/^rxj_/, ''), 'base64url');
  if (!text.startsWith('rxj_') || bytes.length !== 81 || bytes[0] !== 1) throw new Error('not a join token');
  return { pin: 'SHA256:' + toBase64(bytes.subarray(1, 33)).replace(/=+$/, ''), id: bytes.subarray(33, 49).toString('base64url'), secret: bytes.subarray(49) };
}

/** The member token of authenticate: the secret itself stays here. */
export const proveToken = ({ id, secret }, t, serverKey, agentKey) => ({
  id,
  mac: createHmac('sha256', secret).update(Buffer.concat([label('RemoteExec token 1'), t, serverKey, agentKey])).digest('base64'),
});

/** m- and lower-case base32 of the first 10 bytes of SHA-256(key). */
export function machineId(key) {
  const bits = [...sha256(key).subarray(0, 10)].map(byte => byte.toString(2).padStart(8, '0')).join('');
  return 'm-' + bits.match(/.{5}/g).map(five => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five, 2)]).join('');
}
