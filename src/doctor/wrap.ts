const columns = 100;

/** Wraps a text at spaces. All lines get `indent`, those after the first `hanging` more spaces. */
export function wrap(text: string, indent: string, hanging = 4): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = columns - indent.length - (lines.length === 0 ? 0 : hanging);
    if (longer.length <= room || line === '') {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, n) => indent + (n === 0 ? '' : ' '.repeat(hanging)) + each);
}
