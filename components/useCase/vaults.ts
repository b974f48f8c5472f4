import * as keyvault from "@pulumi/azure-native/keyvault";
import type * as pulumi from "@pulumi/pulumi";
import { armName, armResourceGroup } from "../armId";
import type { UseCaseCommons } from "./commons";
import type { Contract } from "./contract/schema";
import type { ContractNames } from "./names";

export interface SecretsArgs {
  readonly contract: Contract;
  readonly names: ContractNames;
  readonly key: pulumi.Output<string>;
  readonly endpoints: pulumi.Output<Readonly<Record<string, string>>>;
  /** Names of the APIs granted. */
  readonly apis: readonly string[];
  readonly commons: UseCaseCommons;
}

/**
 * One secret with the active key, and one with the URL of each API, in every vault that the contract names. The secret of
 * the key waits for the subscription, and changes with `keys.active`.
 */
export function declareSecrets(
  name: string,
  { contract, names, key, endpoints, apis, commons }: SecretsArgs,
  options: pulumi.CustomResourceOptions,
): void {
  for (const { id, keySecret, endpointSecrets } of contract.publish.keyVaults) {
    const vaultName = armName(id);
    const own = { ...options, ...commons.inSubscriptionOf(id) };
    const vault = { resourceGroupName: armResourceGroup(id), vaultName };
    new keyvault.Secret(
      `${name}-${vaultName}-key`,
      { ...vault, secretName: keySecret ?? keySecretName(names), properties: { value: key } },
      own,
    );
    for (const api of apis)
      new keyvault.Secret(
        `${name}-${vaultName}-${api}`,
        {
          ...vault,
          secretName: endpointSecrets[api] ?? endpointSecretName(names, api),
          properties: { value: endpoints.apply((urls) => urls[api]!) },
        },
        own,
      );
  }
}

/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning */
export const longestSecretName = 127;

/** `bu-name-env-key` */
export const keySecretName = ({ secret }: ContractNames): string => `${secret}-key`;

/** `bu-name-env-open-ai-v1-endpoint` */
export function endpointSecretName({ secret }: ContractNames, api: string): string {
  const words = api.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  return `${secret}-${words}-endpoint`;
}
