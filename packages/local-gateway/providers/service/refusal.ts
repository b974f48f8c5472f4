/** An answer in place of what was asked for; how it is written is the wire format's. */
export class Refusal extends Error {
  /**
   * @param type the provider's own word for what is wrong: `invalid_request_error`, `ThrottlingException`
   * @param headers beside those that every answer has
   * @param more members of the error's body, where the wire format has further ones
   */
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "Refusal";
  }
}
