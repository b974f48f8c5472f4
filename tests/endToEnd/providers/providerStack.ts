import type { GatewayConfigInput } from "../../../components";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { devConfig } from "../devStack";

type Backend = GatewayConfigInput["backends"][number];

/** The dev stack's config with further backends, and budgets or limits left to the test. */
export function withBackends(
  backends: readonly Backend[],
  more: Partial<GatewayConfigInput> = {},
): GatewayConfigInput {
  return { ...devConfig, backends: [...devConfig.backends, ...backends], ...more };
}

export const inVault = (name: string) => ({
  keyVaultSecretId: `https://kv-shared.vault.azure.net/secrets/${name}`,
});

/** An answer as JSON, with headers. */
export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    reason: "",
    headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  };
}

/** A provider that notes what it is asked, and answers what it is told. */
export class FakeProvider {
  readonly requests: { readonly request: HttpRequest; readonly text: string }[] = [];
  constructor(public answers: (request: HttpRequest, body: Record<string, unknown>) => HttpResponse) {}

  readonly handle = (request: HttpRequest): Promise<HttpResponse> => {
    const text = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : "";
    this.requests.push({ request, text });
    return Promise.resolve(
      this.answers(request, text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)),
    );
  };

  get last(): { readonly request: HttpRequest; readonly text: string } {
    return this.requests.at(-1)!;
  }
}
