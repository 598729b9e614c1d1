/** Parts of the names of secret fields, form keys, query keys and headers, as alternatives of a pattern. */
export const secretWords =
  'secret|passw|pwd|token|authorization|cookie|credential|bewit|signature|private|api[-_]?key';
