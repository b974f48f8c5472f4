import { type ContextFunctions, member, noLocals } from "./evaluate";
import { asText, FunctionError, guidOf, type Value } from "./functions";
import type { TemplateReader } from "./readTemplate";
import { asRecord, type Json, records } from "../resources/inputs";
import { resourceIdOf } from "./resourceIds";
import { runtimeProperties } from "./runtimeProperties";

/** Functions that read the template or stand for what only a deployment knows. */
export function contextFunctions(reader: TemplateReader): ContextFunctions {
  return (name, args, locals) => {
    const text = (index: number) => asText(args[index]);
    switch (name) {
      case "parameters":
        // A parameter of the template's own functions is bound like a lambda's.
        return {
          value:
            locals.lambda.get(`parameter ${text(0).toLowerCase()}`) ?? reader.value("parameters", text(0)),
        };
      case "variables":
        return { value: reader.value("variables", text(0)) };
      case "resourceid":
        return { value: resourceId(args.map(asText), reader) };
      case "extensionresourceid":
        return { value: resourceIdOf(reader.scope, text(1), args.slice(2).map(asText).join("/"), text(0)) };
      case "subscriptionresourceid":
      case "managementgroupresourceid":
      case "tenantresourceid":
        return { value: idOutsideGroups(name, args.map(asText), reader) };
      case "resourcegroup":
        return { value: resourceGroup(reader) };
      case "subscription":
        return { value: subscription(reader) };
      case "tenant":
        return { value: { tenantId, displayName: "local", countryCode: "NL" } };
      case "managementgroup":
        return { value: { id: "/providers/Microsoft.Management/managementGroups/local", name: "local" } };
      case "environment":
        return { value: environment };
      case "deployer":
        return { value: { objectId: guidOf("deployer"), tenantId } };
      case "deployment":
        return { value: deployment(reader) };
      case "reference":
        return { value: reference(text(0), reader, text(2).toLowerCase() === "full") };
      case "references":
        return { value: references(text(0), reader) };
      case "resourceinfo":
        return { value: reader.find(text(0)) ?? { id: text(0), name: text(0), type: "" } };
      case "pickzones":
        return { value: ["1", "2", "3"] };
      case "providers":
        return { value: { namespace: text(0), apiVersions: [], locations: [] } };
      default:
        if (/^list\w+$/.test(name)) return { value: secretsOf(name, text(0)) };
        return ownFunction(name, args, reader);
    }
  };
}

const tenantId = "00000000-0000-0000-0000-000000000000";

function resourceId(args: readonly string[], reader: TemplateReader): string {
  const at = args.findIndex((one) => one.includes("/"));
  if (at < 0) throw new FunctionError("resourceId() names no resource type");
  const [group = reader.scope.group, subscriptionId = reader.scope.subscriptionId] = args
    .slice(0, at)
    .reverse();
  return resourceIdOf({ ...reader.scope, group, subscriptionId }, args[at]!, args.slice(at + 1).join("/"));
}

function idOutsideGroups(name: string, args: readonly string[], { scope }: TemplateReader): string {
  const at = args.findIndex((one) => one.includes("/"));
  if (at < 0) throw new FunctionError(`${name}() names no resource type`);
  const [given] = args.slice(0, at);
  const below =
    name === "subscriptionresourceid"
      ? `/subscriptions/${given ?? scope.subscriptionId}`
      : name === "tenantresourceid"
        ? "/"
        : `/providers/Microsoft.Management/managementGroups/${given ?? "local"}`;
  return resourceIdOf(scope, args[at]!, args.slice(at + 1).join("/"), below);
}

const resourceGroup = ({ scope }: TemplateReader) => ({
  id: `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.group}`,
  name: scope.group,
  type: "Microsoft.Resources/resourceGroups",
  location: scope.location,
  tags: {},
  properties: { provisioningState: "Succeeded" },
});

const subscription = ({ scope }: TemplateReader) => ({
  id: `/subscriptions/${scope.subscriptionId}`,
  subscriptionId: scope.subscriptionId,
  tenantId,
  displayName: "local",
});

const deployment = ({ scope, template }: TemplateReader) => ({
  name: scope.name,
  location: scope.location,
  properties: { template, templateLink: { uri: "https://local.invalid/template.json" }, mode: "Incremental" },
});

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-deployment#environment */
const environment = {
  name: "AzureCloud",
  gallery: "https://gallery.azure.com/",
  graph: "https://graph.windows.net/",
  portal: "https://portal.azure.com",
  graphAudience: "https://graph.windows.net/",
  resourceManager: "https://management.azure.com/",
  authentication: {
    loginEndpoint: "https://login.microsoftonline.com/",
    audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
    tenant: "common",
    identityProvider: "AAD",
  },
  suffixes: {
    azureDatalakeStoreFileSystem: "azuredatalakestore.net",
    acrLoginServer: ".azurecr.io",
    sqlServerHostname: ".database.windows.net",
    keyvaultDns: ".vault.azure.net",
    storage: "core.windows.net",
  },
};

/** What Azure would answer of a resource: what the template says of it, and what such a resource is known to be given. */
function reference(target: string, reader: TemplateReader, full: boolean): Value {
  const found = reader.find(target);
  const id = found?.id ?? target;
  if (found?.type.toLowerCase() === "microsoft.resources/deployments") {
    const outputs = new Proxy(
      {},
      {
        has: () => true,
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
        get: (_, name) => {
          const value = typeof name === "string" ? found.output(name) : undefined;
          if (value === undefined)
            throw new FunctionError(`deployment "${found.name}" has no output "${String(name)}" here`);
          return { value };
        },
      },
    );
    return full ? { id, properties: { outputs } } : { outputs };
  }
  const body = found?.body() ?? {};
  const properties = { ...runtimeProperties(id, body), ...asRecord(body["properties"]) };
  return full ? { ...body, id, identity: identityOf(id, body), properties } : properties;
}

function references(symbol: string, reader: TemplateReader): readonly Value[] {
  const all: Value[] = [];
  for (let index = 0; index < 800 && reader.find(`${symbol}[${index}]`); index++)
    all.push(reference(`${symbol}[${index}]`, reader, false));
  return all;
}

const identityOf = (id: string, body: Json) => ({
  ...asRecord(body["identity"]),
  principalId: guidOf(id, "principal"),
  tenantId,
});

/** Keys and connection strings of a resource: made up, the same each time, and good for nothing but this machine. */
function secretsOf(name: string, id: string): Value {
  const key = (which: string) => guidOf(id, name, which).replaceAll("-", "");
  const resource = id.split("/").at(-1) ?? "";
  const namespace = /\/namespaces\/([^/]+)/i.exec(id)?.[1];
  const connection = namespace
    ? `Endpoint=sb://${namespace}.servicebus.windows.net/;SharedAccessKeyName=${resource};SharedAccessKey=${key("1")}`
    : `AccountName=${resource};AccountKey=${key("1")}`;
  return {
    key1: key("1"),
    key2: key("2"),
    primaryKey: key("1"),
    secondaryKey: key("2"),
    primaryConnectionString: connection,
    secondaryConnectionString: connection,
    primarySharedKey: key("1"),
    keys: [{ keyName: "key1", value: key("1"), permissions: "Full" }],
    functionKeys: { default: key("function") },
    masterKey: key("master"),
    systemKeys: {},
    default: key("default"),
    accountSasToken: key("sas"),
    value: key("value"),
  };
}

function ownFunction(
  name: string,
  args: readonly Value[],
  reader: TemplateReader,
): { readonly value: Value } | undefined {
  const declared = name.includes(".") ? reader.function(name) : undefined;
  if (!declared) return undefined;
  const lambda = new Map(
    records(declared["parameters"]).map((parameter, index) => [
      `parameter ${asText(parameter["name"]).toLowerCase()}`,
      args[index] ?? null,
    ]),
  );
  return { value: reader.evaluator.all(member(declared["output"], "value", true), { ...noLocals, lambda }) };
}
