import { serviceEndpoints } from "./firewalls";
import { fault, learn, type Rule, within } from "./rule";
import { text } from "./subject";

const vault = "microsoft.keyvault/vaults";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const keyVaultRules: readonly Rule[] = [
  {
    code: "BadRequest",
    types: [vault],
    source: `${learn}/key-vault/general/soft-delete-overview`,
    *check(subject) {
      yield* within(subject, "properties.softDeleteRetentionInDays", 7, 90);
      if (subject.at("properties.enablePurgeProtection") === false)
        yield fault(
          "properties.enablePurgeProtection",
          "cannot be set to false: enabling the purge protection is irreversible, and leaving it out is what switches it off",
          "true, or leave it out",
        );
      if (subject.at("properties.enableSoftDelete") === false)
        yield fault("properties.enableSoftDelete", "cannot be set to false", "true, or leave it out");
    },
  },
  {
    code: "BadRequest",
    types: [vault],
    source: `${learn}/templates/microsoft.keyvault/vaults`,
    *check(subject) {
      if (!subject.has("properties")) return;
      const tenant = subject.text("properties.tenantId");
      if (tenant === undefined || !uuid.test(tenant))
        yield fault("properties.tenantId", `is '${tenant ?? ""}'`, "the tenant's UUID");
      const [family, name] = [subject.text("properties.sku.family"), subject.text("properties.sku.name")];
      if (family !== undefined && family !== "A") yield fault("properties.sku.family", `is '${family}'`, "A");
      if (name !== undefined && name !== "standard" && name !== "premium")
        yield fault("properties.sku.name", `is '${name}'`, "standard or premium");
      const policies = subject.records("properties.accessPolicies");
      const rbac = subject.at("properties.enableRbacAuthorization") === true;
      if (
        !rbac &&
        !subject.has("properties.accessPolicies") &&
        subject.text("properties.createMode") !== "recover"
      )
        yield fault(
          "properties.accessPolicies",
          "are missing",
          "enableRbacAuthorization true, or a list of policies",
        );
      if (policies.length > 1024)
        yield fault("properties.accessPolicies", "are more than 1,024", "1,024 at most");
      for (const [index, policy] of policies.entries())
        for (const key of ["objectId", "tenantId"])
          if (!uuid.test(text(policy[key]) ?? ""))
            yield fault(
              `properties.accessPolicies[${index}].${key}`,
              `is '${text(policy[key]) ?? ""}'`,
              "a UUID",
            );
    },
  },
  ...serviceEndpoints(vault, "properties.networkAcls", "Microsoft.KeyVault", "VirtualNetworkNotValid"),
  {
    code: "BadParameter",
    types: [`${vault}/secrets`],
    source: `${learn}/key-vault/general/service-limits`,
    *check(subject) {
      const value = subject.text("properties.value");
      if (value !== undefined && Buffer.byteLength(value) > 25 * 1024)
        yield fault("properties.value", "has more than 25 KB", "25 KB at most");
      const [start, end] = [
        subject.number("properties.attributes.notBefore"),
        subject.number("properties.attributes.expires"),
      ];
      if (start !== undefined && end !== undefined && end <= start)
        yield fault(
          "properties.attributes.expires",
          "is not after notBefore",
          "a later time, in seconds since 1970",
        );
    },
  },
  {
    code: "BadParameter",
    types: [`${vault}/keys`],
    source: `${learn}/key-vault/keys/about-keys`,
    *check(subject, context) {
      const kty = subject.text("properties.kty");
      const size = subject.number("properties.keySize");
      const curve = subject.text("properties.curveName");
      if (kty?.startsWith("RSA") && size !== undefined && ![2048, 3072, 4096].includes(size))
        yield fault("properties.keySize", `is ${size}`, "2048, 3072 or 4096");
      if (kty?.startsWith("RSA") && curve !== undefined)
        yield fault("properties.curveName", "is given for an RSA key", "leave it out");
      if (kty?.startsWith("EC") && size !== undefined)
        yield fault("properties.keySize", "is given for an EC key", "curveName");
      if (kty?.endsWith("-HSM") && context.find(subject.parent)?.text("properties.sku.name") === "standard")
        yield fault("properties.kty", `is ${kty} in a standard vault`, "sku.name premium");
    },
  },
];
