const columns = 100;

/** Breaks a text at its spaces; all lines are indented, those after the first by so much more. */
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
