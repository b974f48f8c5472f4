import { asRecord, type Json, records } from "../resources/inputs";
import { EstateBuilder, type Estate, localService } from "./estate";
import type { JsonFile } from "./jsonFile";
import { Names } from "./names";

/** A configuration of the simulator at github.com/nickromney/apim-simulator: by what no other form has. */
export function isSimulatorConfig(value: Json): boolean {
  const apis = Object.values(asRecord(value["apis"]) ?? {});
  return [...apis, ...records(value["routes"])].some(
    (one) => asRecord(one)?.["upstream_base_url"] !== undefined,
  );
}

const service = "Microsoft.ApiManagement/service";
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const entries = (value: unknown): readonly (readonly [string, Json])[] =>
  Object.entries(asRecord(value) ?? {}).flatMap(([name, item]) => {
    const record = asRecord(item);
    return record ? [[name, record] as const] : [];
  });

/** What such a configuration declares, in Azure's terms; what Azure has nothing like is told. */
export function readSimulatorConfig(json: JsonFile): Estate {
  const estate = new EstateBuilder();
  estate.files.add(json.file);
  new ConfigReader(asRecord(json.value) ?? {}, json, estate).read();
  return estate.build("simulator configuration");
}

class ConfigReader {
  private readonly keysRequired: boolean;
  private readonly apiIds = new Names();

  constructor(
    private readonly root: Json,
    private readonly json: JsonFile,
    private readonly estate: EstateBuilder,
  ) {
    this.keysRequired = asRecord(root["subscription"])?.["required"] === true;
  }

  read(): void {
    const { root, estate } = this;
    this.policy(localService, `${service}/policies`, root["policies_xml"], ["policies_xml"]);
    for (const [id, value] of entries(root["products"]))
      estate.add(`${service}/products`, `${localService}/products/${id}`, {
        properties: {
          displayName: value["name"] ?? id,
          state: "published",
          subscriptionRequired: value["require_subscription"] !== false,
        },
      });
    for (const [name, value] of entries(root["named_values"]))
      estate.add(`${service}/namedValues`, `${localService}/namedValues/${name}`, {
        properties: { displayName: name, value: value["value"], secret: value["secret"] },
      });
    for (const [id, value] of Object.entries(asRecord(root["policy_fragments"]) ?? {}))
      if (typeof value === "string") this.fragment(id, value);
    for (const [id, value] of entries(root["backends"])) this.backend(id, value);
    for (const [id, value] of entries(root["apis"])) this.api(this.apiIds.take(id), value, ["apis", id]);
    for (const [index, value] of records(root["routes"]).entries()) this.route(value, ["routes", index]);
    this.subscriptions();
    for (const name of ["oidc", "oidc_providers", "client_certificate"])
      if (root[name] !== undefined && root[name] !== null)
        estate.problem({
          code: "ESTATE_SETTING_NOT_SERVED",
          severity: "warning",
          message: `"${name}" is a setting of that simulator; on Azure a policy says it (validate-jwt, validate-client-certificate), and nothing checks it here`,
          place: this.json.placeOf([name]),
        });
  }

  private api(id: string, value: Json, path: readonly (string | number)[]): void {
    const { estate } = this;
    const home = `${localService}/apis/${id}`;
    estate.add(`${service}/apis`, home, {
      properties: {
        displayName: value["name"] ?? id,
        path: value["path"] ?? "",
        protocols: ["https", "http"],
        serviceUrl: serviceUrl(value),
        subscriptionRequired: this.keysRequired,
      },
    });
    const backend = text(value["backend"]);
    const own = text(value["policies_xml"]);
    if (own !== undefined || backend !== undefined)
      this.policy(home, `${service}/apis/policies`, withBackend(own, backend), [...path, "policies_xml"]);
    for (const [name, operation] of entries(value["operations"])) {
      const operationHome = `${home}/operations/${name}`;
      estate.add(`${service}/apis/operations`, operationHome, {
        properties: {
          displayName: operation["name"] ?? name,
          method: operation["method"] ?? "GET",
          urlTemplate: operation["url_template"] ?? "/",
        },
      });
      const inner = [...path, "operations", name, "policies_xml"];
      this.policy(operationHome, `${service}/apis/operations/policies`, operation["policies_xml"], inner);
    }
    const products = Array.isArray(value["products"]) ? value["products"] : [value["product"]];
    for (const product of products)
      if (typeof product === "string")
        estate.add(`${service}/products/apis`, `${localService}/products/${product}/apis/${id}`, {});
  }

  /** What a configuration had before it had APIs: a prefix of paths. */
  private route(value: Json, path: readonly (string | number)[]): void {
    const name = (text(value["name"]) ?? `route-${String(path.at(-1))}`).replace(/[^\w-]+/g, "-");
    this.api(
      this.apiIds.take(name),
      { ...value, path: (text(value["path_prefix"]) ?? "").replace(/^\/+/, "") },
      path,
    );
  }

  private backend(id: string, value: Json): void {
    const members = records(value["pool"]);
    this.estate.add(`${service}/backends`, `${localService}/backends/${id}`, {
      properties:
        members.length > 0
          ? {
              type: "Pool",
              pool: {
                services: members.map(({ backend_id: member, weight, priority }) => ({
                  id: `${localService}/backends/${String(member)}`,
                  weight,
                  priority,
                })),
              },
            }
          : { protocol: "http", url: value["url"] },
    });
  }

  private subscriptions(): void {
    for (const [key, value] of entries(asRecord(this.root["subscription"])?.["subscriptions"])) {
      const keys = asRecord(value["keys"]) ?? {};
      const products = Array.isArray(value["products"]) ? value["products"] : [];
      const [product] = products.filter((one): one is string => typeof one === "string");
      const name = text(value["id"]) ?? key;
      this.estate.add(`${service}/subscriptions`, `${localService}/subscriptions/${name}`, {
        properties: {
          displayName: value["name"] ?? key,
          scope: product === undefined ? "/apis" : `/products/${product}`,
          state: value["state"] ?? "active",
          primaryKey: keys["primary"],
          secondaryKey: keys["secondary"],
        },
      });
      if (products.length > 1)
        this.estate.problem({
          code: "ESTATE_SETTING_NOT_SERVED",
          severity: "warning",
          message: `Subscription "${name}" is for several products; on Azure it is for one, and here for ${product}`,
          place: this.json.placeOf(["subscription", "subscriptions", key]),
        });
    }
  }

  private fragment(id: string, value: string): void {
    const file = `${this.json.file}#policy_fragments/${id}`;
    this.place(file, ["policy_fragments", id]);
    this.estate.add(
      `${service}/policyFragments`,
      `${localService}/policyFragments/${id}`,
      { properties: { format: "rawxml", value } },
      file,
    );
  }

  private policy(home: string, type: string, value: unknown, path: readonly (string | number)[]): void {
    if (typeof value !== "string" || value === "") return;
    const file = `${this.json.file}#${path.join("/")}`;
    this.place(file, path);
    // That simulator forwards whatever the section holds; on Azure an empty one forwards nothing.
    const document = value.replace(/<backend\s*\/>|<backend>\s*<\/backend>/, "<backend><base /></backend>");
    this.estate.add(
      type,
      `${home}/policies/policy`,
      { properties: { format: "rawxml", value: document } },
      file,
    );
  }

  private place(sourceFile: string, path: readonly (string | number)[]): void {
    const start = this.json.placeOf(path);
    const map = this.json.mapOf(path) ?? start;
    if (map) this.estate.place(sourceFile, this.json.file, map);
  }
}

function serviceUrl(value: Json): string | undefined {
  const base = text(value["upstream_base_url"]);
  return base && `${base.replace(/\/+$/, "")}${text(value["upstream_path_prefix"]) ?? ""}`;
}

/** An API's backend is chosen by a policy on Azure. */
function withBackend(policy: string | undefined, backend: string | undefined): string {
  const document =
    policy ??
    "<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound></policies>";
  if (backend === undefined) return document;
  const chosen = `<set-backend-service backend-id="${backend}" />`;
  return document.replace(/<inbound\s*\/>/, "<inbound></inbound>").replace(/<inbound>/, `<inbound>${chosen}`);
}
