import { regionOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { GatewayConfigInput } from "./input";
import { sizeNames, type SizeName } from "./schema/size";

type Preset<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: Preset<T[Key]> }
    : T;

/** What a size stands in for: keys that a config leaves out. */
export type SizePreset = Preset<Omit<GatewayConfigInput, "size" | "backends" | "products">>;

type Json = Readonly<Record<string, unknown>>;

/**
 * The defaults of a size where the stack stands.
 * @param zones whether the region has availability zones: where it has none Azure refuses whoever names some
 */
export function sizePreset(size: SizeName, zones: boolean): SizePreset {
  const ingressZones = zones ? {} : { zones: [] };
  switch (size) {
    case "trial":
      return {
        apiManagement: { sku: "Developer", virtualNetworkType: "External" },
        ingress: { enabled: false },
        keyVault: { purgeProtection: false },
      };
    case "team":
      return {
        protect: true,
        apiManagement: {
          sku: "StandardV2",
          capacity: 1,
          privateEndpoint: true,
          publicNetworkAccess: "Disabled",
        },
        ingress: { capacity: { min: 1, max: 3 }, ...ingressZones },
        eventHub: { maximumThroughputUnits: 4 },
      };
    case "enterprise":
      return {
        protect: true,
        lock: "CanNotDelete",
        apiManagement: {
          sku: "Premium",
          ...(zones ? { capacity: 3, zones: ["1", "2", "3"] } : { capacity: 2 }),
        },
        ingress: { capacity: { min: 3, max: 10 }, ...ingressZones },
        eventHub: { capacity: 2, maximumThroughputUnits: 10, partitions: 8 },
        monitoring: { retentionDays: 90 },
      };
  }
}

/**
 * A config with its size's defaults under what it says itself, key by key; lists are taken whole. One without a size, or
 * with one that there is not, comes back as it is.
 * @param admitted of whatever form: the schema checks it afterwards
 */
export function withSize(admitted: unknown, catalogue: Catalogue): unknown {
  if (!isPlainMap(admitted)) return admitted;
  const size = sizeNames.find((name) => name === admitted["size"]);
  if (size === undefined) return admitted;
  const location = admitted["location"];
  const region = typeof location === "string" ? regionOf(catalogue, location) : undefined;
  return under(admitted, fitting(admitted, sizePreset(size, region?.zones !== false)));
}

/** Without what belongs to a tier that the stack does not take, or to a service that is there already. */
function fitting(config: Json, preset: SizePreset): Json {
  const service = isPlainMap(config["apiManagement"]) ? config["apiManagement"] : {};
  const existing = isPlainMap(config["existing"]) ? config["existing"] : {};
  const own = service["sku"] === undefined || service["sku"] === preset.apiManagement?.sku;
  if (own && existing["apiManagementId"] === undefined) return preset;
  const { apiManagement, ...rest } = preset;
  return own ? { ...rest, apiManagement: { sku: apiManagement?.sku } } : rest;
}

function under(config: Json, preset: Json): Json {
  const merged: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(preset)) {
    const given = config[key];
    if (given === undefined) merged[key] = value;
    else if (isPlainMap(value) && isPlainMap(given)) merged[key] = under(given, value);
  }
  return merged;
}

/** A plain map: an output is a value. */
function isPlainMap(value: unknown): value is Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
