import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName } from "../resources/armId";
import { azureType, property, textOf } from "../resources/inputs";
import { secretValue } from "../resources/namedValues";
import { EstateBuilder } from "./estate";

const nameOf = (resource: DeclaredResource) =>
  textOf(property(resource, "displayName")) ?? armName(resource.id);

/**
 * The resources with the values that were given, by display name, by resource name, or by the name of the vault's secret.
 * One without any value is left out: a policy that uses it is told so, with its place, and one that nobody uses harms nobody.
 */
export function withNamedValues(
  resources: readonly DeclaredResource[],
  serviceId: string,
  given: ReadonlyMap<string, string>,
  problems: Problem[],
): readonly DeclaredResource[] {
  const used = new Set<string>();
  const lower = new Map([...given].map(([name, value]) => [name.toLowerCase(), value]));
  const own = resources.flatMap((resource) => {
    if (azureType(resource) !== "apimanagement:NamedValue") return [resource];
    const secret = textOf(property(resource, "keyVault.secretIdentifier"));
    const names = [
      nameOf(resource),
      armName(resource.id),
      /\/secrets\/([^/]+)/.exec(secret ?? "")?.[1] ?? "",
    ];
    const found = names.map((name) => name.toLowerCase()).find((name) => lower.has(name));
    const { keyVault, value, ...inputs } = resource.inputs;
    if (found !== undefined) {
      used.add(found);
      return [{ ...resource, inputs: { ...inputs, secret: true, value: lower.get(found) } }];
    }
    if (keyVault !== undefined && keyVault !== null) {
      const known = secretValue(secret ?? "", resources);
      return known === undefined ? [] : [{ ...resource, inputs: { ...inputs, secret: true, value: known } }];
    }
    return typeof value === "string" && value !== "" ? [resource] : [];
  });
  const added = new EstateBuilder();
  for (const [name, value] of given) {
    if (used.has(name.toLowerCase())) continue;
    const id = `${serviceId}/namedValues/${name.replace(/[^\w.-]/g, "-")}`;
    added.add("Microsoft.ApiManagement/service/namedValues", id, {
      properties: { displayName: name, value, secret: true },
    });
  }
  for (const { code, message, place } of added.problems)
    problems.push({ code, message, place, severity: "warning" });
  return [...own, ...added.build("list of resources").resources];
}
