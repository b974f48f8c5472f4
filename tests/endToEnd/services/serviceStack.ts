import { HttpHeaders, readBody } from "../../../packages/common/http";
import type { GatewayConfigInput } from "../../../components";
import type { LocalStackOptions } from "../../../packages/local-gateway/stack/stack";
import { devConfig, DevStack, type UsageEvent } from "../devStack";

export const searchId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Search/searchServices/srch-shared";
export const accountId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.CognitiveServices/accounts/di-shared";

export type ServiceInput = NonNullable<GatewayConfigInput["services"]>[number];

/** Two indexes, of which product trial may ask one, and premium may write. */
export const knowledge: ServiceInput = {
  name: "knowledge",
  kind: "search",
  resourceId: searchId,
  indexes: ["hotels", "rooms"],
  productIndexes: { trial: ["rooms"] },
  writers: ["premium"],
};

/** Models of each price. */
export const papers: ServiceInput = {
  name: "papers",
  kind: "documentIntelligence",
  resourceId: accountId,
  models: ["prebuilt-read", "prebuilt-layout", "prebuilt-invoice", "contracts-2"],
  productModels: { trial: ["prebuilt-read"] },
};

export const indexes: NonNullable<NonNullable<LocalStackOptions["aiServices"]>["indexes"]> = {
  hotels: {
    key: "id",
    documents: [
      { id: "1", name: "Harbour House", city: "Gothenburg", rating: 4.2 },
      { id: "2", name: "Forest Inn", city: "Umea", rating: 3.9 },
      { id: "3", name: "Harbour Hotel", city: "Malmo", rating: 4.6 },
    ],
  },
  rooms: { key: "id", documents: [{ id: "r-1", name: "Attic room" }] },
  secret: { key: "id", documents: [{ id: "s", name: "Salaries" }] },
};

export type ServiceEvent = UsageEvent & {
  readonly kind: string;
  readonly server: string;
  readonly operation: string;
  readonly pages?: number;
};

/** The dev stack with services behind it, under a clock that only the test moves. */
export async function startServices(
  services: readonly ServiceInput[] = [knowledge, papers],
  more: Partial<GatewayConfigInput> = {},
  asked: Parameters<typeof DevStack.start>[3] = {},
  hosts: Parameters<typeof DevStack.start>[2] = {},
): Promise<DevStack> {
  return DevStack.start({ ...devConfig, ...more, services: [...services] }, undefined, hosts, {
    aiServices: { indexes, documentIntelligence: { models: papers.models!, analysisMs: 2_000 } },
    ...asked,
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  readonly json: <T = Record<string, unknown>>() => T;
}

/** One call of any method to its end. */
export async function ask(
  stack: DevStack,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string | object = "",
): Promise<Answer> {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const response = await stack.clock.run(
    stack.local.handle({
      method,
      url: url.startsWith("https:") ? url : `https://gateway.example${url}`,
      headers: new HttpHeaders({
        ...(typeof body === "object" && !(body instanceof Uint8Array)
          ? { "Content-Type": "application/json" }
          : {}),
        ...headers,
      }),
      body: bytes,
      clientAddress: "203.0.113.9",
    }),
  );
  const text = Buffer.from(await stack.clock.run(readBody(response.body))).toString();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as never };
}

/** Events of services, as they are written. */
export function serviceEvents(stack: DevStack): readonly ServiceEvent[] {
  return (stack.usage() as ServiceEvent[]).filter(({ kind }) => kind === "search" || kind === "documents");
}
