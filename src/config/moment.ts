const form = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d)?Z)?$/;

/** A day or a time in UTC, as milliseconds since the epoch; undefined where it is neither, or not in the calendar. */
export function readMoment(text: string): number | undefined {
  const day = form.exec(text)?.[1];
  const time = new Date(text);
  if (day === undefined || Number.isNaN(time.getTime())) return undefined;
  // 30 February is taken for a day in March.
  return time.toISOString().startsWith(day) ? time.getTime() : undefined;
}
