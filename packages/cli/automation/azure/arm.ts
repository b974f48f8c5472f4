/** What Azure Resource Manager answered. */
export interface ArmAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * A subscription, as whoever is signed on sees it. {@link signOn} gives one; a script or a test can bring its own.
 * https://learn.microsoft.com/rest/api/azure/
 */
export interface ArmAccess {
  readonly subscriptionId: string;
  /**
   * One call. Rejects where there is no answer; a refusal is an answer.
   * @param path from the root, with its `api-version`
   */
  request(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<ArmAnswer>;
}

/** An answer that is no success, in a sentence without anything of the request. */
export class ArmError extends Error {
  constructor(readonly answer: ArmAnswer) {
    const { code, message } = errorOf(answer.body);
    super(`Azure answered ${answer.status}${code ? ` ${code}` : ""}${message ? `: ${message}` : ""}`);
    this.name = "ArmError";
  }
}

/** The body of a successful answer; rejects with an {@link ArmError} for another one. */
export async function ask(
  arm: ArmAccess,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await arm.request(method, path, body);
  if (answer.status < 200 || answer.status > 299) throw new ArmError(answer);
  return answer.body;
}

/** Every page of a list. */
export async function list(arm: ArmAccess, path: string): Promise<readonly Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  // A list that leads back to itself ends as well.
  for (let next: string | undefined = path, pages = 0; next !== undefined && pages < 100; pages++) {
    const page = record(await ask(arm, "GET", next));
    all.push(...records(page["value"]));
    const link = page["nextLink"];
    next = typeof link === "string" && link !== "" ? pathOf(link) : undefined;
  }
  return all;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

export function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** Only the path is followed: whatever host a link names, the token goes where it came from. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link, "https://management.azure.com");
  return pathname + search;
}

function errorOf(body: unknown): { readonly code?: string; readonly message?: string } {
  const { code, message } = record(record(body)["error"]);
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof message === "string" ? { message: message.split("\n")[0]!.slice(0, 200) } : {}),
  };
}
