import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "./armId";
import { azureType, property, textOf } from "./inputs";

export interface NamedValueModel {
  readonly value: string;
  readonly secret: boolean;
}

/**
 * Named values by the name that `{{ }}` uses, which is the display name, not the resource's.
 * One that stands in a key vault has the value of the declared secret.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-properties
 */
export function readNamedValues(
  declared: readonly DeclaredResource[],
  all: readonly DeclaredResource[],
  problems: Problem[],
): ReadonlyMap<string, NamedValueModel> {
  const values = new Map<string, NamedValueModel>();
  for (const resource of declared) {
    const name = textOf(property(resource, "displayName")) ?? armName(resource.id);
    const secretIdentifier = textOf(property(resource, "keyVault.secretIdentifier"));
    if (secretIdentifier === undefined) {
      values.set(name, {
        value: textOf(property(resource, "value")) ?? textOf(resource.inputs["value"]) ?? "",
        secret: property(resource, "secret") === true,
      });
      continue;
    }
    const value = secretValue(secretIdentifier, all);
    if (value === undefined) {
      problems.push({
        code: "NAMED_VALUE_SECRET_MISSING",
        severity: "error",
        subject: resource.name,
        message: `Named value "${name}" points at a key vault secret that no resource declares with a value`,
        hint: "Declare the keyvault Secret in the same program, or give the named value a value for local runs",
      });
    } else values.set(name, { value, secret: true });
  }
  return values;
}

/** https://VAULT.vault.azure.net/secrets/NAME, with or without a version. */
export function secretValue(identifier: string, all: readonly DeclaredResource[]): string | undefined {
  const match = /^https:\/\/([^./]+)\.[^/]+\/secrets\/([^/]+)/i.exec(identifier);
  if (!match) return undefined;
  const [vault, name] = [match[1]!.toLowerCase(), match[2]!.toLowerCase()];
  const secret = all.find(
    (resource) =>
      azureType(resource) === "keyvault:Secret" &&
      (armSegment(resource.id, "vaults") ?? textOf(resource.inputs["vaultName"]))?.toLowerCase() === vault &&
      (armSegment(resource.id, "secrets") ?? textOf(resource.inputs["secretName"]))?.toLowerCase() === name,
  );
  return secret && (textOf(property(secret, "properties.value")) ?? textOf(inputValue(secret)));
}

/**
 * Secrets of vaults that the program does not declare, which nobody here can read: each named value has a stand-in, which
 * names the secret, so that calls to simulated providers carry something and never a real key.
 */
export function withSecretStandIns(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  const vaults = new Set(
    resources
      .filter((one) => azureType(one) === "keyvault:Vault")
      .map((one) => (textOf(one.inputs["vaultName"]) ?? armName(one.id)).toLowerCase()),
  );
  return resources.map((resource) => {
    if (azureType(resource) !== "apimanagement:NamedValue") return resource;
    const identifier = textOf(property(resource, "keyVault.secretIdentifier"));
    const standIn = identifier === undefined ? undefined : secretStandIn(identifier);
    if (
      standIn === undefined ||
      vaults.has(standIn.vault) ||
      secretValue(identifier!, resources) !== undefined
    )
      return resource;
    const own = (from: Readonly<Record<string, unknown>>) => {
      const { keyVault: _, ...others } = from;
      return { ...others, secret: true, value: standIn.value };
    };
    return { ...resource, inputs: own(resource.inputs), outputs: own(resource.outputs) };
  });
}

/** What stands in for a secret of Key Vault: `local-secret:VAULT/NAME`. */
export function secretStandIn(
  identifier: string,
): { readonly vault: string; readonly value: string } | undefined {
  const match = /^https:\/\/([^./]+)\.[^/]+\/secrets\/([^/]+)/i.exec(identifier);
  if (!match) return undefined;
  const vault = match[1]!.toLowerCase();
  return { vault, value: `local-secret:${vault}/${match[2]!}` };
}

function inputValue(secret: DeclaredResource): unknown {
  return (secret.inputs["properties"] as { value?: unknown } | undefined)?.value;
}

/** Puts named values into a text outside policies, such as a logger's credentials. */
export function substituteNamedValues(
  text: string,
  values: ReadonlyMap<string, Pick<NamedValueModel, "value">>,
): string {
  return text.replace(/\{\{([^{}]+)\}\}/g, (whole, name: string) => values.get(name.trim())?.value ?? whole);
}

/** Named values as the gateway reads them, by the name that `{{ }}` uses; those without a value are left out. */
export function namedValuesOf(resources: readonly DeclaredResource[]): ReadonlyMap<string, NamedValueModel> {
  const declared = resources.filter((one) => azureType(one) === "apimanagement:NamedValue");
  return readNamedValues(declared, resources, []);
}
