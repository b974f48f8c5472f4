import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ContractFile } from "./contract/read";
import type { GivenHub } from "./hub";
import { agree, type AgreedContract } from "./hubChecks";

/**
 * What further gateways say to a contract: each has to take it as it is, so that a client finds the same wherever it goes.
 * @param own the contract's gateway
 * @param hubs in the order of the contract's `mirror`; undefined for one that could not be read, which has been told
 */
export function agreeMirrors(
  file: ContractFile,
  own: GivenHub,
  hubs: readonly (GivenHub | undefined)[],
  problems: Problem[],
): readonly { readonly agreed: AgreedContract; readonly hub: GivenHub }[] {
  const { mirror } = file.contract;
  if (mirror.length !== hubs.length)
    problems.push({
      ...{ code: "CONTRACT_MIRROR", severity: "error", subject: "mirror" },
      message: `The contract names ${mirror.length} further gateways, and the program gives ${hubs.length}`,
      hint: "Hand over `mirrors`, one for each",
      place: file.locate(["mirror"], "value"),
    });
  const services = [own, ...hubs].map((hub) =>
    typeof hub?.serviceId === "string" ? hub.serviceId.toLowerCase() : undefined,
  );
  for (const [index, service] of services.entries()) {
    const first = services.indexOf(service);
    if (service === undefined || first === index) continue;
    problems.push({
      ...{ code: "CONTRACT_MIRROR", severity: "error", subject: `mirror[${index - 1}]` },
      message: `${first === 0 ? "The contract's own gateway" : `mirror[${first - 1}]`} is the same gateway`,
      hint: "Name each gateway once",
      place: file.locate(["mirror", index - 1], "value"),
    });
  }
  return hubs.flatMap((hub, index) => {
    if (!hub) return [];
    const found: Problem[] = [];
    const agreed = agree(file, hub, found);
    problems.push(
      ...found.map((problem) => ({ ...problem, message: `mirror[${index}]: ${problem.message}` })),
    );
    return [{ agreed, hub }];
  });
}
