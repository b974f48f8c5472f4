import { among, fault, learn, type Rule } from "../rule";
import { lastSegment, number, record, type Subject, text } from "../subject";
import { childOf } from "./apis";
import { namedValue } from "./policies";
import { earlierInService, hostPattern, service, serviceId, serviceOf } from "./tiers";

const templates = `${learn}/templates/microsoft.apimanagement/service`;
const secretUrl =
  /^https:\/\/[a-z0-9-]{3,24}\.(vault\.azure\.(net|cn)|vault\.usgovcloudapi\.net)\/secrets\/[\w-]+(\/[\w]+)?\/?$/i;

/** Named values, certificates, caches: what the service keeps for its policies. */
export const keptRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types: [`${service}/namedvalues`],
    source: `${templates}/namedvalues`,
    *check(subject, context) {
      const name = subject.text("displayName");
      if (subject.at("displayName") === "" || (name !== undefined && !/^[A-Za-z0-9\-._]{1,256}$/.test(name)))
        yield fault(
          "displayName",
          `is '${name ?? ""}'`,
          "letters, digits, - . and _, 256 at most: policies call it by this name",
        );
      for (const other of earlierInService(subject, context))
        if (name !== undefined && other.text("displayName") === name)
          yield fault("displayName", `is '${name}', as that of ${other.name}`, "a name of its own");
      const vault = subject.text("keyVault.secretIdentifier");
      const value = subject.at("value");
      if (vault === undefined && value === undefined && subject.inputs["value"] === undefined)
        yield fault("value", "is missing", "value, or keyVault");
      if (vault !== undefined && value !== undefined)
        yield fault("value", "is given beside keyVault", "one of the two");
      if (typeof value === "string" && (value.trim() === "" || value.length > 4096))
        yield fault(
          "value",
          value.trim() === "" ? "is empty" : "is too long",
          "1 to 4,096 characters, not blanks alone",
        );
      if (vault !== undefined && !secretUrl.test(vault))
        yield fault(
          "keyVault.secretIdentifier",
          `is '${vault}'`,
          "https://VAULT.vault.azure.net/secrets/NAME",
        );
      if (subject.list("tags").length > 32) yield fault("tags", "are more than 32", "32 at most");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/certificates`],
    source: `${templates}/certificates`,
    *check(subject) {
      const vault = subject.text("keyVault.secretIdentifier");
      const data = subject.inputs["data"];
      if (vault === undefined && data === undefined) yield fault("data", "is missing", "data, or keyVault");
      if (vault !== undefined && data !== undefined)
        yield fault("data", "is given beside keyVault", "one of the two");
      if (vault !== undefined && !secretUrl.test(vault))
        yield fault(
          "keyVault.secretIdentifier",
          `is '${vault}'`,
          "https://VAULT.vault.azure.net/secrets/NAME",
        );
      if (typeof data === "string" && !subject.contained && !/^[A-Za-z0-9+/=\s]+$/.test(data))
        yield fault("data", "is not base 64", "the PFX file in base 64");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/caches`],
    source: `${templates}/caches`,
    *check(subject) {
      if (subject.at("connectionString") === "")
        yield fault("connectionString", "is empty", "host:port,password=…,ssl=True");
      if (subject.at("useFromLocation") === "")
        yield fault("useFromLocation", "is empty", "default, or a region");
    },
  },
];

/** What a diagnostic is called, and the kind of logger behind it. */
const diagnostics: Readonly<Record<string, string>> = {
  applicationinsights: "applicationInsights",
  azuremonitor: "azureMonitor",
};

export const observabilityRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types: [`${service}/loggers`],
    source: `${templates}/loggers`,
    *check(subject, context) {
      yield* among(subject, "loggerType", ["azureEventHub", "applicationInsights", "azureMonitor"]);
      const credentials = record(subject.at("credentials"));
      const given = (key: string) => text(credentials?.[key]);
      const type = subject.text("loggerType");
      if (type === "azureEventHub") {
        if (!given("connectionString") && !given("endpointAddress"))
          yield fault(
            "credentials",
            "are missing",
            "connectionString and name, or endpointAddress, name and identityClientId",
          );
        else if (!given("name") && !/EntityPath=/i.test(given("connectionString") ?? ""))
          yield fault("credentials.name", "is missing", "the name of the Event Hub");
        if (
          given("endpointAddress") !== undefined &&
          !given("identityClientId") &&
          !given("connectionString")
        )
          yield fault(
            "credentials.identityClientId",
            "is missing beside endpointAddress",
            "SystemAssigned, or an identity's client id",
          );
        const host = given("endpointAddress");
        if (host !== undefined && !host.includes("{{") && !hostPattern.test(host))
          yield fault("credentials.endpointAddress", `is '${host}'`, "NAMESPACE.servicebus.windows.net");
      }
      if (type === "applicationInsights" && !given("instrumentationKey") && !given("connectionString"))
        yield fault("credentials", "are missing", "connectionString, with identityClientId for Entra");
      if (type === "azureMonitor" && credentials && Object.keys(credentials).length > 0)
        yield fault("credentials", "are given for Azure Monitor", "leave them out");
      if (!serviceOf(subject, context)) return;
      for (const [key, value] of Object.entries(credentials ?? {}))
        for (const [, name] of typeof value === "string" ? value.matchAll(/\{\{([^}]+)\}\}/g) : [])
          yield* context.need(
            subject,
            namedValue(serviceId(subject.id), name!, context),
            `named value '${name}' of credentials.${key}`,
          );
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/diagnostics`, `${service}/apis/diagnostics`],
    source: `${templates}/diagnostics; https://github.com/Azure/bicep-types-az/issues/2573`,
    *check(subject, context) {
      const logger = subject.text("loggerId");
      const kind = diagnostics[subject.name.toLowerCase()];
      if (subject.name.toLowerCase() === "local") {
        if (logger !== undefined)
          yield fault("loggerId", "must not be specified for the diagnostic local", "leave it out");
      } else if (kind === undefined)
        yield fault("diagnosticId", `is '${subject.name}'`, "applicationinsights, azuremonitor or local");
      else if (logger === undefined)
        yield fault("loggerId", "is missing", `the id of a logger of type ${kind}`);
      else yield* loggerOf(subject, logger, kind, context);
      yield* settings(subject);
    },
  },
];

function* loggerOf(subject: Subject, logger: string, kind: string, context: Parameters<Rule["check"]>[1]) {
  // The built-in logger of Azure Monitor is there with the service.
  const builtIn = lastSegment(logger).toLowerCase() === "azuremonitor";
  if (builtIn && kind === "azureMonitor") return;
  const found = childOf(subject, context, "loggers", logger);
  yield* context.need(subject, found, `logger '${lastSegment(logger)}'`);
  const type = found?.text("loggerType");
  if (type !== undefined && type !== kind)
    yield fault("loggerId", `leads to a logger of type ${type}`, `one of type ${kind}`);
  if (!found && builtIn)
    yield fault("loggerId", "leads to Azure Monitor's logger", `a logger of type ${kind}`);
}

function* settings(subject: Subject) {
  const sampling = subject.number("sampling.percentage");
  if (sampling !== undefined && (sampling < 0 || sampling > 100))
    yield fault("sampling.percentage", `is ${sampling}`, "0 to 100");
  for (const side of ["frontend", "backend"])
    for (const way of ["request", "response"]) {
      const bytes = subject.number(`${side}.${way}.body.bytes`);
      if (bytes !== undefined && (bytes < 0 || bytes > 8192))
        yield fault(`${side}.${way}.body.bytes`, `is ${bytes}`, "0 to 8192");
    }
  yield* among(subject, "verbosity", ["verbose", "information", "error"]);
  yield* among(subject, "alwaysLog", ["allErrors"]);
  const insights = subject.name.toLowerCase() === "applicationinsights";
  if (insights) {
    yield* among(subject, "httpCorrelationProtocol", ["None", "Legacy", "W3C"]);
  } else if (subject.at("metrics") === true)
    yield fault("metrics", "are for Application Insights alone", "leave it out");
  const size = number(record(subject.at("largeLanguageModel.requests"))?.["maxSizeInBytes"]);
  if (size !== undefined && (size < 1 || size > 262144))
    yield fault("largeLanguageModel.requests.maxSizeInBytes", `is ${size}`, "1 to 262144");
}
