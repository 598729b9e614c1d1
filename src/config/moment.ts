const form = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d)?Z)?$/;

/** Reads a day or a time in UTC as milliseconds since the epoch; undefined where it is neither, or no calendar day. */
export function readMoment(text: string): number | undefined {
  const day = form.exec(text)?.[1];
  const time = new Date(text);
  if (day === undefined || Number.isNaN(time.getTime())) return undefined;
  // Date takes 30 February for a day in March.
  return time.toISOString().startsWith(day) ? time.getTime() : undefined;
}
