/** `passed`, `inconclusive`, or exactly what was observed, without the full stop. */
export type Row = readonly [check: object, expected: string];

/** State made in one machine by a script, and what each check says of it. */
export interface FieldTable {
  readonly images?: readonly string[];
  readonly setup: string;
  readonly rows: readonly Row[];
}
