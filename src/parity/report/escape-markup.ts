const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '&#10;',
};

/** Escapes a text for HTML or XML, in an element or an attribute; XML does not allow other control characters. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[&<>"'\n]/g, (found) => entities[found] ?? '')
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD');
}
