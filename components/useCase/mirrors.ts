import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ContractFile } from "./contract/read";
import type { GivenHub } from "./hub";
import { agree, type AgreedContract } from "./hubChecks";

/**
 * What further gateways say to a contract: each has to take it as it is, so that a client finds the same wherever it goes.
 * @param hubs in the order of the contract's `mirror`
 */
export function agreeMirrors(
  file: ContractFile,
  hubs: readonly GivenHub[],
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
  return hubs.map((hub, index) => {
    const own: Problem[] = [];
    const agreed = agree(file, hub, own);
    problems.push(...own.map((problem) => ({ ...problem, message: `mirror[${index}]: ${problem.message}` })));
    return { agreed, hub };
  });
}
