// Section 1 of docs/protocol.md: frames. LENGTH, in most dialects 12 reserved bytes, DATA.

export const MAX_DATA = 131_072;

const DIALECTS = {
  BE16: { header: 16, littleEndian: false },
  LE16: { header: 16, littleEndian: true },
  BE4: { header: 4, littleEndian: false },
  LE4: { header: 4, littleEndian: true },
};

/** One frame around DATA (a string or bytes), ready to be written at once. */
export function frame(data, dialect = 'BE16') {
  const { header, littleEndian } = DIALECTS[dialect];
  const body = Buffer.from(data);
  const head = Buffer.alloc(header); // zeros: the reserved bytes
  new DataView(head.buffer, head.byteOffset).setUint32(0, body.length, littleEndian);
  return Buffer.concat([head, body]);
}

/** Puts frames together from chunks, however the network cut them. */
export class FrameReader {
  #dialect;
  #rest = Buffer.alloc(0);

  constructor(dialect = 'BE16') {
    this.#dialect = DIALECTS[dialect];
  }

  /** Bytes of a frame that has begun and not ended. */
  get pending() {
    return this.#rest.length;
  }

  /** Takes a chunk; returns the frames that are whole now, each as { header, data }. */
  push(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const whole = [];
    for (;;) {
      const { header, littleEndian } = this.#dialect;
      if (this.#rest.length < 4) return whole;
      const length = new DataView(this.#rest.buffer, this.#rest.byteOffset).getUint32(0, littleEndian);
      if (length < 1 || length > MAX_DATA) throw new RangeError(`a frame of LENGTH ${length}`);
      if (this.#rest.length < header + length) return whole;
      whole.push({ header: this.#rest.subarray(0, header), data: this.#rest.subarray(header, header + length) });
      this.#rest = this.#rest.subarray(header + length);
    }
  }
}

/** The DATA of each frame of a socket, in order, until it ends. A frame that the end cuts short is an error. */
export async function* dataOf(socket, dialect = 'BE16') {
  const reader = new FrameReader(dialect);
  for await (const chunk of socket) {
    for (const { data } of reader.push(chunk)) yield data;
  }
  if (reader.pending > 0) throw new Error('the connection ended inside a frame');
}
