/** What an `error` event says. The connection stays open after most of them. */
export interface RealtimeError {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
}

export function invalid(code: string | null, message: string, param: string | null = null): RealtimeError {
  return { type: "invalid_request_error", code, message, param };
}

export const missing = (param: string) =>
  invalid("missing_required_parameter", `Missing required parameter: '${param}'.`, param);

export const unknownParameter = (param: string) =>
  invalid("unknown_parameter", `Unknown parameter: '${param}'.`, param);

export function invalidValue(param: string, value: unknown, supported: readonly string[]): RealtimeError {
  const given = typeof value === "string" ? `'${value.slice(0, 100)}'` : JSON.stringify(value)?.slice(0, 100);
  return invalid(
    "invalid_value",
    `Invalid value: ${given}. Supported values are: ${supported.map((one) => (one.startsWith("[") ? one : `'${one}'`)).join(", ")}.`,
    param,
  );
}
