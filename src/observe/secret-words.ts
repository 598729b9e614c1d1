/** Parts of the names of what is secret wherever it stands: fields, form keys, query keys, headers. For a pattern. */
export const secretWords =
  'secret|passw|pwd|token|authorization|cookie|credential|bewit|signature|private|api[-_]?key';
