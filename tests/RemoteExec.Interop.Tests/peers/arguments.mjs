// Section 10 of docs/protocol.md: one string for many arguments, split by the rules of CommandLineToArgvW for parameters.

export function splitArguments(line) {
  const all = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (at >= line.length) return all;
    let argument = '';
    let quoted = false;
    while (at < line.length && (quoted || (line[at] !== ' ' && line[at] !== '\t'))) {
      const [, backslashes, quote] = /^(\\*)("?)/.exec(line.slice(at));
      at += backslashes.length + quote.length;
      if (quote === '') {
        argument += backslashes || line[at++];
        continue;
      }
      argument += '\\'.repeat(backslashes.length >> 1);
      if (backslashes.length % 2 === 1) argument += '"';
      else if (quoted && line[at] === '"') argument += line[at++];
      else quoted = !quoted;
    }
    all.push(argument);
  }
}
