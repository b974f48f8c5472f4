import { BlockList, isIP } from "node:net";
import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition } from "../policy";
import { callerAddress } from "./refusals";

/** Lets in (`allow`, the default) or keeps out (`forbid`) addresses. https://learn.microsoft.com/azure/api-management/ip-filter-policy */
export const ipFilter: PolicyDefinition = {
  name: "ip-filter",
  build(element, env) {
    const action = element.attributes.get("action");
    const addresses = element.children.flatMap(({ name, text }) =>
      name === "address" && text ? [text] : [],
    );
    const ranges = element.children
      .filter(({ name }) => name === "address-range")
      .map((child) => ({ from: required(child, "from", env), to: required(child, "to", env) }));
    const bindings = [action, ...addresses, ...ranges.flatMap(({ from, to }) => [from, to])];
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const caller = callerIp(call);
          const family = familyOf(caller);
          if (!family) throw callerAddress.unknown();
          const list = new BlockList();
          for (const address of addresses) addAddress(list, textNow(call, address));
          for (const { from, to } of ranges) addRange(call, list, from, to);
          const listed = list.check(caller, family);
          if (action && textNow(call, action) === "forbid") {
            if (listed) throw callerAddress.blocked();
          } else if (!listed) throw callerAddress.notAllowed(caller);
        }),
    };
  },
};

/** Dual-stack sockets show IPv4 callers as `::ffff:1.2.3.4`. */
function callerIp(call: Call): string {
  return call.context.request.ipAddress.replace(/^::ffff:(?=\d+\.)/i, "");
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  return ([undefined, undefined, undefined, undefined, "ipv4", undefined, "ipv6"] as const)[isIP(address)];
}

function addAddress(list: BlockList, address: string): void {
  const family = familyOf(address);
  if (family) list.addAddress(address, family);
}

function addRange(call: Call, list: BlockList, from: PolicyBinding, to: PolicyBinding): void {
  const [first, last] = [textNow(call, from), textNow(call, to)];
  const family = familyOf(first);
  if (!family || family !== familyOf(last)) return;
  // A range whose end comes first holds nothing.
  if (isInOrder(first, last, family)) list.addRange(first, last, family);
}

/** Whether `last` is `first` or comes behind it. */
function isInOrder(first: string, last: string, family: "ipv4" | "ipv6"): boolean {
  const fromFirst = new BlockList();
  fromFirst.addRange(first, family === "ipv4" ? "255.255.255.255" : `ffff${":ffff".repeat(7)}`, family);
  return fromFirst.check(last, family);
}
