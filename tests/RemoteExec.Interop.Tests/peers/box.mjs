// Sections 3 and 4 of docs/protocol.md: the key exchange and the encryption, with tweetnacl.
import nacl from 'tweetnacl';

const PREFIX = 16;
const REMEMBERED_NONCES = 4_096;

/** Base64 as RFC 4648 section 4 has it, and in no other spelling. */
export function fromBase64(text, length) {
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  if (bytes.toString('base64') !== text || (length !== undefined && bytes.length !== length)) {
    throw new Error('not canonical base64 of the right length');
  }
  return bytes;
}

export const toBase64 = bytes => Buffer.from(bytes).toString('base64');

/** A fresh key pair: one for every connection. */
export const newKeyPair = () => nacl.box.keyPair();

/** The encrypted half of a connection. */
export class Box {
  #key;
  #prefix = nacl.randomBytes(PREFIX);
  #sent = 0n;
  #seen = new Set();
  #strict = false;
  #peerPrefix;
  #received = 0n;

  /** From our pair and the peer's publicKey as it stands in its packet. Throws when error 100 is due. */
  constructor(own, theirKeyText) {
    const theirs = fromBase64(theirKeyText, nacl.box.publicKeyLength);
    if (nacl.verify(theirs, own.publicKey)) throw new Error('our own key came back');
    if (nacl.scalarMult(own.secretKey, theirs).every(byte => byte === 0)) throw new Error('a low-order key');
    this.#key = nacl.box.before(theirs, own.secretKey);
  }

  /** With identity: the peer's nonces must be one prefix and a counter from 0 that rises by 1 (9.1). */
  requireCounter() {
    this.#strict = true;
  }

  /** DATA for a text. */
  seal(text) {
    const nonce = Buffer.alloc(nacl.box.nonceLength);
    nonce.set(this.#prefix);
    nonce.writeBigUInt64BE(this.#sent++, PREFIX);
    return toBase64(Buffer.concat([nonce, nacl.box.after(Buffer.from(text), nonce, this.#key)]));
  }

  /** Leaves a number out, as if a packet had been lost on the way. */
  skip() {
    this.#sent++;
  }

  /** The text in DATA. Throws when error 110 is due. */
  open(data) {
    const bytes = fromBase64(data.toString('latin1'));
    const nonce = bytes.subarray(0, nacl.box.nonceLength);
    const json = bytes.length < 40 ? null : nacl.box.open.after(bytes.subarray(nacl.box.nonceLength), nonce, this.#key);
    if (!json) throw new Error('does not decrypt');
    this.#checkNonce(nonce);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
  }

  #checkNonce(nonce) {
    const prefix = nonce.subarray(0, PREFIX).toString('hex');
    if (prefix === Buffer.from(this.#prefix).toString('hex')) throw new Error('reflected');
    if (this.#strict) {
      this.#peerPrefix ??= prefix;
      if (prefix !== this.#peerPrefix || nonce.readBigUInt64BE(PREFIX) !== this.#received++) throw new Error('dropped, repeated or out of order');
      return;
    }
    const text = nonce.toString('hex');
    if (this.#seen.has(text)) throw new Error('replayed');
    this.#seen.add(text);
    if (this.#seen.size > REMEMBERED_NONCES) this.#seen.delete(this.#seen.values().next().value);
  }
}
