import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { keyName, type ConfigPath } from "../config/source";
import type { ContractFile } from "./contract/read";
import { connectionName } from "./foundries";
import { linkedApis, type AgreedContract } from "./hubChecks";
import { contractNames } from "./names";
import { endpointSecretName, keySecretName, longestSecretName } from "./vaults";
import type { Report } from "./report";

export interface ToPublish {
  readonly file: ContractFile;
  readonly agreed: AgreedContract;
}

/** A resource that a contract writes where others may write too. */
interface Target {
  /** As Azure compares ids: without case. */
  readonly id: string;
  readonly what: string;
  readonly path: ConfigPath;
}

/**
 * What contracts of one program write to the same place: of two secrets or connections of one name a use case would get the
 * other's key, or Azure refuses the second when half of the stack is deployed. Pure.
 */
export function publishProblems(all: readonly ToPublish[]): readonly Problem[] {
  const seen = new Map<string, ToPublish>();
  return all.flatMap((one): readonly Problem[] => {
    const { file, agreed } = one;
    const problems: Problem[] = [];
    const report = (code: string, path: ConfigPath, message: string, hint: string) =>
      void problems.push({
        ...{ code, severity: "error", subject: keyName(path), message, hint },
        place: file.locate(path, "value"),
      });
    unknownApis(agreed, report);
    for (const { id, what, path } of [...vaults(agreed, report), ...connections(agreed)]) {
      const first = seen.get(id);
      if (first === undefined) {
        seen.set(id, one);
        continue;
      }
      const whose =
        first === one ? "The contract" : (first.file.file ?? contractNames(first.agreed.contract).useCase);
      report(
        "CONTRACT_PUBLISHED_TWICE",
        path,
        `${whose} writes ${what} too, and only one of the two could stand there`,
        "Write another name",
      );
    }
    return problems;
  });
}

/** Secrets, vault by vault. One that is named twice is told of once, and not for each of its secrets. */
function vaults(agreed: AgreedContract, report: Report): readonly Target[] {
  const { contract } = agreed;
  const names = contractNames(contract);
  const known = new Map<string, number>();
  return contract.publish.keyVaults.flatMap((vault, index): readonly Target[] => {
    const path = ["publish", "keyVaults", index];
    const id = vault.id.toLowerCase();
    const first = known.get(id);
    if (first !== undefined) {
      report(
        "CONTRACT_PUBLISHED_TWICE",
        [...path, "id"],
        `publish.keyVaults[${first}] is the same vault`,
        "Write each vault once",
      );
      return [];
    }
    known.set(id, index);
    const secret = (name: string, at: ConfigPath): Target => ({
      id: `${id}/secrets/${name.toLowerCase()}`,
      what: `secret ${name} of that vault`,
      path: at,
    });
    const { keySecret, endpointSecrets } = vault;
    return [
      secret(keySecret ?? keySecretName(names), [...path, keySecret === undefined ? "id" : "keySecret"]),
      ...linkedApis(agreed).map(({ label }) => {
        const own = Object.hasOwn(endpointSecrets, label) ? endpointSecrets[label] : undefined;
        const name = own ?? endpointSecretName(names, label);
        if (name.length > longestSecretName)
          report(
            "CONTRACT_SECRET_NAME",
            [...path, "id"],
            `The secret of the URL of ${label} would have a name of ${name.length} characters, and Key Vault takes ${longestSecretName}`,
            `Write endpointSecrets: { ${label}: NAME }`,
          );
        return secret(name, [...path, ...(own === undefined ? ["id"] : ["endpointSecrets", label])]);
      }),
    ];
  });
}

function connections({ contract }: AgreedContract): readonly Target[] {
  return contract.publish.foundries.map((foundry, index) => ({
    id: `${foundry.projectId}/connections/${connectionName(foundry)}`.toLowerCase(),
    what: `connection ${connectionName(foundry)} of that project`,
    path: ["publish", "foundries", index, foundry.name === undefined ? "projectId" : "name"],
  }));
}

/** A name for a URL that the contract has not would be written nowhere, and the URL under another. */
function unknownApis(agreed: AgreedContract, report: Report): void {
  const labels = linkedApis(agreed).map(({ label }) => label);
  for (const [index, { endpointSecrets }] of agreed.contract.publish.keyVaults.entries())
    for (const name of Object.keys(endpointSecrets)) {
      if (labels.includes(name)) continue;
      const near = nearestWord(name, labels);
      report(
        "CONTRACT_UNKNOWN_API",
        ["publish", "keyVaults", index, "endpointSecrets", name],
        `The contract grants no "${name}" that has a URL`,
        near ? `Did you mean ${near}?` : `There are: ${labels.join(", ")}`,
      );
    }
}
