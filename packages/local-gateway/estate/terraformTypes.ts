import { asRecord, type Json, records } from "../resources/inputs";
import { serviceIdOf } from "./estate";

/** A resource of Azure that a resource of azurerm stands for. */
export interface Made {
  readonly type: string;
  /** Of its id, behind `/providers/`. */
  readonly path: string;
  readonly body: Json;
  /** The property that holds a policy's document. */
  readonly document?: string;
}

export interface RowInput {
  readonly values: Json;
  /** A name in the values, or that of the resource it will come from. */
  readonly named: (property: string) => string | undefined;
  readonly address: string;
  /** The service that is meant where a resource names none. */
  readonly service: string;
}

export type Row = (input: RowInput) => readonly Made[];

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
/** The one block of a kind that azurerm writes as a list. */
const block = (value: unknown): Json => records(value)[0] ?? {};
const segmentOf = (id: unknown, segment: string): string | undefined =>
  new RegExp(`/${segment}/([^/]+)`, "i").exec(text(id) ?? "")?.[1];

/** The service that a resource belongs to, by its name, by the id of it, or by the id of something in it. */
function serviceOf({ values, named, service }: RowInput): string {
  return (
    named("api_management_name") ??
    segmentOf(values["api_management_id"], "service") ??
    segmentOf(values["id"], "service") ??
    named("api_management_id") ??
    segmentOf(values["api_id"], "service") ??
    service
  );
}

const providerPath = (input: RowInput) => serviceIdOf(serviceOf(input)).replace(/^.*\/providers\//, "");

/** A child of the service whose name stands in a property. */
function child(type: string, segment: string, nameIn: string, properties: (values: Json) => Json): Row {
  return (input) => {
    const name = text(input.values[nameIn]) ?? segmentOf(input.values["id"], segment) ?? input.address;
    return [
      {
        type: `Microsoft.ApiManagement/service/${type}`,
        path: `${providerPath(input)}/${segment}/${name}`,
        body: { properties: properties(input.values) },
      },
    ];
  };
}

/** A policy below something; `where` gives the path of its owner below the service. */
function policy(type: string, where: (input: RowInput) => string): Row {
  return (input) => {
    const { values } = input;
    const xml = text(values["xml_content"]);
    const link = text(values["xml_link"]);
    return [
      {
        type: `Microsoft.ApiManagement/service/${type}`,
        path: [providerPath(input), where(input), "policies/policy"].filter((part) => part !== "").join("/"),
        // azurerm sends documents as rawxml.
        body: {
          properties:
            xml === undefined
              ? { format: "rawxml-link", value: link ?? "" }
              : { format: "rawxml", value: xml },
        },
        document: "xml_content",
      },
    ];
  };
}

const apiName = (input: RowInput) =>
  input.named("api_name") ??
  segmentOf(input.values["api_id"], "apis") ??
  segmentOf(input.values["id"], "apis") ??
  input.address;

/** azurerm writes operations as Azure does, but for the case of the names. */
function operation({ values }: RowInput): Json {
  const parameters = (list: unknown) =>
    records(list).map(({ name, required, type, values: allowed, default_value: defaultValue }) => ({
      name,
      required,
      type,
      values: allowed,
      defaultValue,
    }));
  return {
    displayName: values["display_name"],
    method: values["method"],
    urlTemplate: values["url_template"],
    templateParameters: parameters(values["template_parameter"]),
    request: {
      queryParameters: parameters(block(values["request"])["query_parameter"]),
      headers: parameters(block(values["request"])["header"]),
    },
    responses: records(values["response"]).map((response) => ({
      statusCode: response["status_code"],
      representations: records(response["representation"]).map((one) => ({
        contentType: one["content_type"],
        examples: Object.fromEntries(
          records(one["example"]).map((example) => [String(example["name"]), { value: example["value"] }]),
        ),
      })),
    })),
  };
}

function api({ values }: RowInput): Json {
  const keys = block(values["subscription_key_parameter_names"]);
  const imported = block(values["import"]);
  return {
    displayName: values["display_name"],
    path: values["path"],
    protocols: values["protocols"],
    serviceUrl: values["service_url"],
    apiRevision: values["revision"],
    isCurrent: values["is_current"] ?? true,
    apiVersion: values["version"],
    apiVersionSetId: values["version_set_id"],
    type: values["api_type"],
    subscriptionRequired: values["subscription_required"],
    ...(Object.keys(keys).length > 0
      ? { subscriptionKeyParameterNames: { header: keys["header"], query: keys["query"] } }
      : {}),
    ...(text(imported["content_value"])
      ? { format: imported["content_format"], value: imported["content_value"] }
      : {}),
  };
}

function backend(values: Json): Json {
  const credentials = block(values["credentials"]);
  const authorization = block(credentials["authorization"]);
  const lists = (map: unknown) =>
    Object.fromEntries(
      Object.entries(asRecord(map) ?? {}).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(String) : String(value).split(","),
      ]),
    );
  const rule = block(values["circuit_breaker_rule"]);
  const condition = block(rule["failure_condition"]);
  return {
    url: values["url"],
    protocol: values["protocol"],
    title: values["title"],
    credentials: {
      header: lists(credentials["header"]),
      query: lists(credentials["query"]),
      ...(Object.keys(authorization).length > 0 ? { authorization } : {}),
    },
    ...(Object.keys(rule).length > 0
      ? {
          circuitBreaker: {
            rules: [
              {
                name: rule["name"],
                tripDuration: rule["trip_duration"],
                acceptRetryAfter: rule["accept_retry_after_enabled"],
                failureCondition: {
                  count: condition["count"],
                  percentage: condition["percentage"],
                  interval: condition["interval_duration"],
                  errorReasons: condition["error_reasons"],
                  statusCodeRanges: records(condition["status_code_range"]),
                },
              },
            ],
          },
        }
      : {}),
  };
}

function subscription(values: Json): Json {
  const product = segmentOf(values["product_id"], "products");
  const api = segmentOf(values["api_id"], "apis");
  return {
    displayName: values["display_name"],
    scope: product ? `/products/${product}` : api ? `/apis/${api}` : "/apis",
    state: values["state"] ?? "submitted",
    primaryKey: values["primary_key"],
    secondaryKey: values["secondary_key"],
    ownerId: values["user_id"],
  };
}

function logger(values: Json): Json {
  const hub = block(values["eventhub"]);
  const isHub = Object.keys(hub).length > 0;
  return {
    loggerType: isHub ? "azureEventHub" : "applicationInsights",
    resourceId: values["resource_id"],
    credentials: isHub
      ? {
          name: hub["name"],
          connectionString: hub["connection_string"],
          endpointAddress: hub["endpoint_uri"],
        }
      : { instrumentationKey: block(values["application_insights"])["instrumentation_key"] },
  };
}

/** An id of Azure's that azurerm writes as it is, or its name put into one. */
const own =
  (path: string, type: string, body: (values: Json) => Json): Row =>
  ({ values, named, address }) => [
    { type, path: path.replace("NAME", named("name") ?? address), body: body(values) },
  ];

/**
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/api_management
 * Resources that are not here are told to be not served.
 */
export const terraformTypes: Readonly<Record<string, Row>> = {
  azurerm_api_management: (input) => [
    {
      type: "Microsoft.ApiManagement/service",
      path: serviceIdOf(input.named("name") ?? input.address).replace(/^.*\/providers\//, ""),
      body: { location: input.values["location"], properties: { gatewayUrl: input.values["gateway_url"] } },
    },
    ...servicePolicy(input),
  ],
  azurerm_api_management_api: (input) => [
    {
      type: "Microsoft.ApiManagement/service/apis",
      path: `${providerPath(input)}/apis/${text(input.values["name"]) ?? input.address}${
        input.values["is_current"] === false ? `;rev=${String(input.values["revision"])}` : ""
      }`,
      body: { properties: api(input) },
    },
  ],
  azurerm_api_management_api_operation: (input) => [
    {
      type: "Microsoft.ApiManagement/service/apis/operations",
      path: `${providerPath(input)}/apis/${apiName(input)}/operations/${text(input.values["operation_id"]) ?? input.address}`,
      body: { properties: operation(input) },
    },
  ],
  azurerm_api_management_policy: policy("policies", () => ""),
  azurerm_api_management_api_policy: policy("apis/policies", (input) => `apis/${apiName(input)}`),
  azurerm_api_management_api_operation_policy: policy(
    "apis/operations/policies",
    (input) =>
      `apis/${apiName(input)}/operations/${input.named("operation_id") ?? segmentOf(input.values["id"], "operations") ?? ""}`,
  ),
  azurerm_api_management_product_policy: policy(
    "products/policies",
    (input) => `products/${input.named("product_id") ?? ""}`,
  ),
  azurerm_api_management_policy_fragment: (input) => [
    {
      type: "Microsoft.ApiManagement/service/policyFragments",
      path: `${providerPath(input)}/policyFragments/${text(input.values["name"]) ?? input.address}`,
      body: { properties: { format: input.values["format"] ?? "xml", value: input.values["value"] } },
      document: "value",
    },
  ],
  azurerm_api_management_named_value: child("namedValues", "namedValues", "name", (values) => ({
    displayName: values["display_name"],
    value: values["value"],
    secret: values["secret"],
    ...(text(block(values["value_from_key_vault"])["secret_id"])
      ? { keyVault: { secretIdentifier: block(values["value_from_key_vault"])["secret_id"] } }
      : {}),
  })),
  azurerm_api_management_backend: child("backends", "backends", "name", backend),
  azurerm_api_management_product: child("products", "products", "product_id", (values) => ({
    displayName: values["display_name"],
    subscriptionRequired: values["subscription_required"],
    state: values["published"] === false ? "notPublished" : "published",
  })),
  azurerm_api_management_product_api: (input) => [
    {
      type: "Microsoft.ApiManagement/service/products/apis",
      path: `${providerPath(input)}/products/${input.named("product_id") ?? ""}/apis/${apiName(input)}`,
      body: {},
    },
  ],
  azurerm_api_management_subscription: child(
    "subscriptions",
    "subscriptions",
    "subscription_id",
    subscription,
  ),
  azurerm_api_management_logger: child("loggers", "loggers", "name", logger),
  azurerm_api_management_api_version_set: child("apiVersionSets", "apiVersionSets", "name", (values) => ({
    displayName: values["display_name"],
    versioningScheme: values["versioning_scheme"],
    versionHeaderName: values["version_header_name"],
    versionQueryName: values["version_query_name"],
  })),
  azurerm_api_management_user: child("users", "users", "user_id", (values) => ({
    email: values["email"],
    firstName: values["first_name"],
    lastName: values["last_name"],
  })),
  azurerm_cognitive_account: own(
    "Microsoft.CognitiveServices/accounts/NAME",
    "Microsoft.CognitiveServices/accounts",
    (values) => ({
      kind: values["kind"],
      location: values["location"],
      properties: { customSubDomainName: values["custom_subdomain_name"] },
    }),
  ),
  azurerm_cognitive_deployment: ({ values, named, address }) => {
    const sku = Object.keys(block(values["sku"])).length > 0 ? block(values["sku"]) : block(values["scale"]);
    const account =
      segmentOf(values["cognitive_account_id"], "accounts") ?? named("cognitive_account_id") ?? "";
    return [
      {
        type: "Microsoft.CognitiveServices/accounts/deployments",
        path: `Microsoft.CognitiveServices/accounts/${account}/deployments/${text(values["name"]) ?? address}`,
        body: {
          sku: { name: sku["name"] ?? sku["type"], capacity: sku["capacity"] },
          properties: { model: block(values["model"]) },
        },
      },
    ];
  },
  azurerm_key_vault_secret: ({ values, named, address }) => {
    const vault = segmentOf(values["key_vault_id"], "vaults") ?? named("key_vault_id") ?? "";
    return [
      {
        type: "Microsoft.KeyVault/vaults/secrets",
        path: `Microsoft.KeyVault/vaults/${vault}/secrets/${text(values["name"]) ?? address}`,
        body: { properties: { value: values["value"] } },
      },
    ];
  },
};

/** The policy that older versions of the provider took in the service itself. */
function servicePolicy(input: RowInput): readonly Made[] {
  const xml = text(block(input.values["policy"])["xml_content"]);
  if (xml === undefined) return [];
  const service = serviceIdOf(input.named("name") ?? input.address).replace(/^.*\/providers\//, "");
  return [
    {
      type: "Microsoft.ApiManagement/service/policies",
      path: `${service}/policies/policy`,
      body: { properties: { format: "rawxml", value: xml } },
    },
  ];
}

/** A body that azapi has as an object, or in its first versions as JSON. */
export function azapiBody(values: Json): Json {
  const { body, location, identity } = values;
  let own = asRecord(body);
  if (typeof body === "string") {
    try {
      own = asRecord(JSON.parse(body) as unknown);
    } catch {
      own = undefined;
    }
  }
  return {
    ...(location === undefined ? {} : { location }),
    ...(identity === undefined ? {} : { identity }),
    ...own,
  };
}
