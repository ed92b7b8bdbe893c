/** A message for a person, in Chinese: what is wrong, and what to do next. Its stack is not shown. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly what: string,
    readonly next: string,
    options?: ErrorOptions,
  ) {
    super(`${what}\n${next}`, options);
  }
}
