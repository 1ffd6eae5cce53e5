// How a test drives a peer: one JSON object a line, commands in on stdin, events out on stdout.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Tells the test. Written at once, so that nothing is lost when the process ends. */
export function report(event, details = {}) {
  writeSync(1, JSON.stringify({ event, ...details }) + '\n');
}

/** Calls verbs[command.do](command) for each line, in order; ends the process with its input. */
export async function obey(verbs) {
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    await verbs[command.do](command);
  }
  process.exit(0);
}
