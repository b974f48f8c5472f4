import { among, fault, learn, repeated, type Rule } from "../rule";
import { regionOf, sameRegion } from "../regions";
import { hasSystemIdentity, number, record, text, texts, userIdentities } from "../subject";
import { emailPattern, hostPattern, service, tierOf, tiers } from "./tiers";

const features = `${learn}/api-management/api-management-features`;
const types = [service];

/** Switches of protocols and ciphers (https://learn.microsoft.com/azure/api-management/api-management-howto-manage-protocols-ciphers). */
const customProperty =
  /^Microsoft\.WindowsAzure\.ApiManagement\.Gateway\.(Protocols\.Server\.Http2|ManagedCertificate|Security\.(Backend\.)?Protocols\.(Tls1[01]|Ssl30)|Security\.Ciphers\.(TripleDes168|TLS_\w+))$/;

export const serviceRules: readonly Rule[] = [
  {
    code: "InvalidParameters",
    inferred: true,
    types,
    source: features,
    *check(subject) {
      yield* among(subject, "sku.name", [...Object.keys(tiers), "Isolated"]);
      const tier = tierOf(subject);
      const units = subject.number("sku.capacity");
      const name = subject.text("sku.name");
      if (!tier || units === undefined) return;
      const [min, max] = tier.units;
      if (units < min || units > max || !Number.isInteger(units))
        yield fault(
          "sku.capacity",
          `is ${units}, and ${name} has ${min === max ? max : `${min} to ${max}`} unit${max === 1 ? "" : "s"}`,
          "fewer units, or another tier",
        );
    },
  },
  {
    code: "InvalidParameters",
    inferred: true,
    types,
    source: `${learn}/reliability/reliability-api-management`,
    *check(subject) {
      const tier = tierOf(subject);
      const places = [{ ...subject.inputs, at: "zones" }].concat(
        subject.records("additionalLocations").map((place, index) => ({
          sku: subject.at("sku"),
          ...place,
          at: `additionalLocations[${index}].zones`,
        })),
      );
      for (const { at, ...place } of places) {
        const zones = texts((place as Record<string, unknown>)["zones"]).length;
        const units = number(record((place as Record<string, unknown>)["sku"])?.["capacity"]) ?? 1;
        if (zones === 0 || !tier) continue;
        if (!tier.zones)
          yield fault(at, `are given, and ${subject.text("sku.name")} has no availability zones`, "Premium");
        else if (!tier.v2 && (units < zones || units % zones !== 0))
          yield fault(at, `are ${zones} for ${units} units`, "as many units as zones, or a multiple of them");
      }
    },
  },
  {
    code: "InvalidParameters",
    inferred: true,
    types,
    source: `${learn}/api-management/api-management-howto-deploy-multi-region`,
    *check(subject) {
      const tier = tierOf(subject);
      const places = subject.records("additionalLocations");
      if (places.length > 0 && tier && !tier.regions)
        yield fault(
          "additionalLocations",
          `are given, and ${subject.text("sku.name")} stands in one region`,
          "Premium",
        );
      const locations = places.map((place) => text(place["location"]) ?? "");
      for (const [index, location] of locations.entries()) {
        const at = `additionalLocations[${index}]`;
        if (!regionOf(location))
          yield fault(`${at}.location`, `is '${location}', which is no region`, "a region");
        if (
          [subject.text("location"), ...locations.slice(0, index)].some((other) =>
            sameRegion(other, location),
          )
        )
          yield fault(
            `${at}.location`,
            `is '${location}' once more`,
            "each region once, the service's own not at all",
          );
        const sku = text(record(places[index]?.["sku"])?.["name"]);
        if (sku !== undefined && sku !== subject.text("sku.name"))
          yield fault(`${at}.sku.name`, `is ${sku}`, `the service's own tier, ${subject.text("sku.name")}`);
        const networked = subject.has("virtualNetworkConfiguration.subnetResourceId");
        if (networked !== (record(places[index]?.["virtualNetworkConfiguration"]) !== undefined))
          yield fault(
            `${at}.virtualNetworkConfiguration`,
            networked ? "is missing" : "is given, and the service stands in no network",
            "all regions of a service in networks, or none",
          );
      }
      const off = [subject.at("disableGateway"), ...places.map((place) => place["disableGateway"])];
      if (off.every((value) => value === true))
        yield fault(
          "disableGateway",
          "leaves no gateway in any region",
          "one region at least keeps its gateway",
        );
    },
  },
  {
    code: "InvalidParameters",
    types,
    source: `${learn}/templates/microsoft.apimanagement/service`,
    *check(subject) {
      for (const path of ["publisherEmail", "notificationSenderEmail"]) {
        const email = subject.text(path);
        if (email !== undefined && (!emailPattern.test(email) || email.length > 100))
          yield fault(
            path,
            `is '${email}', which is no e-mail address`,
            "name@example.com, 100 characters at most",
          );
      }
      const publisher = subject.text("publisherName");
      if ((publisher ?? "").length > 100)
        yield fault("publisherName", "is too long", "100 characters at most");
      if (subject.at("publisherName") === "")
        yield fault("publisherName", "is empty", "who runs the service");
      if (subject.at("publisherEmail") === "") yield fault("publisherEmail", "is empty", "name@example.com");
      const version = subject.text("apiVersionConstraint.minApiVersion");
      if (version !== undefined && !/^20\d\d-\d\d-\d\d(-preview)?$/.test(version))
        yield fault(
          "apiVersionConstraint.minApiVersion",
          `is '${version}'`,
          "an API version such as 2021-08-01",
        );
    },
  },
  {
    code: "InvalidParameters",
    types,
    source: `${learn}/api-management/api-management-howto-manage-protocols-ciphers`,
    *check(subject) {
      const given = Object.entries(record(subject.at("customProperties")) ?? {});
      const tier = tierOf(subject);
      if (given.length > 0 && tier?.v2)
        yield fault(
          "customProperties",
          `are given, and ${subject.text("sku.name")} takes none`,
          "leave them out",
        );
      for (const [name, value] of given) {
        if (!customProperty.test(name))
          yield fault(
            "customProperties",
            `has '${name}', which is no setting`,
            "a protocol or cipher of the page",
          );
        if (!/^(true|false)$/i.test(String(value)))
          yield fault(`customProperties["${name}"]`, `is '${String(value)}'`, "true or false, as text");
      }
    },
  },
  {
    code: "InvalidParameters",
    types,
    source: `${learn}/api-management/configure-custom-domain`,
    *check(subject) {
      const tier = tierOf(subject);
      const hosts = subject.records("hostnameConfigurations");
      const names = hosts.map((host) => text(host["hostName"])?.toLowerCase() ?? "");
      for (const [index, host] of hosts.entries()) {
        const at = `hostnameConfigurations[${index}]`;
        const name = names[index] ?? "";
        if (!hostPattern.test(name))
          yield fault(`${at}.hostName`, `is '${name}', which is no host name`, "gateway.example.com");
        const vault = text(host["keyVaultId"]);
        const source = text(host["certificateSource"]);
        if (
          vault !== undefined &&
          !/^https:\/\/[\w-]+\.vault\.[\w.]+\/(secrets|certificates)\/[\w-]+(\/\w+)?$/i.test(vault)
        )
          yield fault(`${at}.keyVaultId`, `is '${vault}'`, "https://VAULT.vault.azure.net/secrets/NAME");
        if (source === "KeyVault" && vault === undefined)
          yield fault(`${at}.keyVaultId`, "is missing", "the certificate's URL in the vault");
        const own = /\.azure-api\.net$/.test(name);
        if (
          !own &&
          vault === undefined &&
          !host["encodedCertificate"] &&
          source !== "Managed" &&
          source !== "BuiltIn" &&
          !host["certificate"]
        )
          yield fault(at, "has no certificate", "keyVaultId, or encodedCertificate with its password");
        if (tier?.v2 && !["Proxy", "DeveloperPortal"].includes(text(host["type"]) ?? "Proxy"))
          yield fault(
            `${at}.type`,
            `is ${text(host["type"])}`,
            "Proxy: the v2 tiers have custom names of the gateway alone",
          );
      }
      for (const name of repeated(names))
        yield fault("hostnameConfigurations", `has '${name}' twice`, "each host name once");
      const gateways = hosts.filter(
        (host, index) => host["type"] === "Proxy" && !/\.azure-api\.net$/.test(names[index]!),
      );
      if (tier && gateways.length > tier.hostNames)
        yield fault(
          "hostnameConfigurations",
          `has ${gateways.length} names of the gateway`,
          `${tier.hostNames} in ${subject.text("sku.name")}`,
        );
    },
  },
  {
    code: "InvalidParameters",
    types,
    source: `${learn}/api-management/v2-service-tiers-overview#limitations`,
    *check(subject) {
      const tier = tierOf(subject);
      const name = subject.text("sku.name");
      if (!tier) return;
      if (subject.list("certificates").length > 0 && (tier.v2 || tier.gateway === "consumption"))
        yield fault(
          "certificates",
          `are given, and ${name} takes no CA certificates`,
          "certificates of backends",
        );
      if (subject.list("certificates").length > 10)
        yield fault("certificates", "are more than 10", "10 at most");
      if (subject.at("enableClientCertificate") === true && tier.gateway !== "consumption")
        yield fault(
          "enableClientCertificate",
          `is set, and ${name} negotiates by host name`,
          "hostnameConfigurations[].negotiateClientCertificate",
        );
    },
  },
];

/** The identity rules are the same for whatever has one. */
export const identityRules: readonly Rule[] = [
  {
    code: "InvalidIdentity",
    inferred: true,
    types: [
      service,
      "microsoft.cognitiveservices/accounts",
      "microsoft.eventhub/namespaces",
      "microsoft.network/applicationgateways",
    ],
    source: `${learn}/active-directory/managed-identities-azure-resources/overview`,
    *check(subject) {
      const type = subject.text("identity.type");
      if (type === undefined) return;
      const users = userIdentities(subject.inputs);
      if (/user/i.test(type) && users.length === 0)
        yield fault("identity.userAssignedIdentities", "is missing", "the ids of the identities");
      if (!/user/i.test(type) && users.length > 0)
        yield fault(
          "identity.type",
          `is ${type}, and user-assigned identities are given`,
          "UserAssigned, or both",
        );
      if (
        subject.type.endsWith("applicationgateways") &&
        (hasSystemIdentity(subject.inputs) || users.length > 1)
      )
        yield fault("identity", "is not one user-assigned identity", "Application Gateway takes exactly one");
      for (const id of users)
        if (!/\/providers\/microsoft\.managedidentity\/userassignedidentities\/[^/]+$/i.test(id))
          yield fault("identity.userAssignedIdentities", `has '${id}'`, "ids of user-assigned identities");
    },
  },
];
