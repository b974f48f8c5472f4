import type { HttpHandler } from "../../../../packages/common/http";
import { api, apiPolicy, backend, bench, type Bench, type CallInit, operation, service } from "../support";

/** A gateway with one API whose document has the given sections; its backend echoes what it gets unless told otherwise. */
export function withPolicies(
  sections: {
    readonly inbound?: string;
    readonly backend?: string;
    readonly outbound?: string;
    readonly onError?: string;
  },
  backends: Readonly<Record<string, HttpHandler>> = {},
): Bench {
  const { inbound = "", backend: backendSection = "<base />", outbound = "", onError = "" } = sections;
  return bench(
    [
      service(),
      api("chat"),
      operation("chat", "say", "POST", "/rooms/{room}/say"),
      backend("other", { url: "https://other.test/deep" }),
      apiPolicy(
        "chat",
        `<policies><inbound>${inbound}</inbound><backend>${backendSection}</backend><outbound>${outbound}</outbound><on-error>${onError}</on-error></policies>`,
      ),
    ],
    backends,
  );
}

export const sayPath = "/chat/rooms/blue%20room/say?a=1&b=x%20y";

/** Calls the one operation of such a gateway. */
export function say(gateway: Bench, init: CallInit = {}, path = sayPath) {
  return gateway.call(path, {
    method: "POST",
    body: "hello",
    headers: { "x-old": "1", "x-gone": "1" },
    ...init,
  });
}

/** Runs the policies of inbound and outbound for one call. */
export function run(inbound: string, outbound = "", path = sayPath) {
  return say(withPolicies({ inbound, outbound }), {}, path);
}

export const header = (name: string, action: string, ...values: string[]) =>
  `<set-header name="${name}" exists-action="${action}">${values.map((value) => `<value>${value}</value>`).join("")}</set-header>`;
