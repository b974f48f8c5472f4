import { armReferences } from "./references";
import { unknownValue } from "./inputs/checkInputs";
import { contains, ipv4Range } from "./ipv4Range";

type Json = Readonly<Record<string, unknown>>;

/** What exists besides the resource that is to be changed, as far as a rule looks at it. */
export interface ExistingResource {
  readonly id: string;
  /** Type token. */
  readonly type: string;
  readonly inputs: Json;
}

export interface InPlaceChange {
  /** Type token. */
  readonly type: string;
  /** ARM id of what exists. */
  readonly id: string;
  readonly before: Json;
  readonly after: Json;
  readonly others: readonly ExistingResource[];
}

export function leavesSubnetsOut(_before: unknown, after: unknown, { id, others }: InPlaceChange): boolean {
  const kept = listed(after).flatMap((prefix) => ipv4Range(prefix) ?? []);
  const subnets = others.filter((other) => other.id.toLowerCase().startsWith(`${id.toLowerCase()}/subnets/`));
  return subnets
    .flatMap(({ inputs }) => [inputs["addressPrefix"], ...listed(inputs["addressPrefixes"])])
    .flatMap((prefix) => (typeof prefix === "string" ? (ipv4Range(prefix) ?? []) : []))
    .some((range) => !kept.some((outer) => contains(outer, range)));
}

/** Whether something else has addresses in a subnet; a firewall that lets it in has none. */
export function inUse({ id, others }: InPlaceChange): boolean {
  return others.some((other) =>
    armReferences(other.inputs).some(
      (reference) =>
        reference.id.toLowerCase() === id.toLowerCase() && !/virtualNetworkRules/i.test(reference.path),
    ),
  );
}

export function namespaceTier({ id, others }: InPlaceChange): unknown {
  const namespace = id.toLowerCase().replace(/\/eventhubs\/[^/]+$/, "");
  const found = others.find((other) => other.id.toLowerCase() === namespace);
  return found && at(found.inputs, "sku.name");
}

const classicTiers: ReadonlySet<unknown> = new Set(["Developer", "Basic", "Standard", "Premium"]);
export const isClassic = (tier: unknown) => classicTiers.has(tier);
export const isV2 = (tier: unknown) => /_v2$/i.test(String(tier));
export const isProvisioned = (sku: unknown) => /provisioned/i.test(String(sku));
export const grows = (before: unknown, after: unknown) => Number(after) > Number(before);
export const region = (name: unknown) =>
  typeof name === "string" ? name.toLowerCase().replaceAll(" ", "") : name;
export const listed = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

export function subnetIds(configurations: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(configurations) ? configurations : [];
  return list.map((one) => String(at(one, "subnet.id")).toLowerCase());
}

/** The parts of a private endpoint's connections that are fixed. */
export function targets(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one) => [String(at(one, "privateLinkServiceId")).toLowerCase(), at(one, "groupIds")]);
}

export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Json)[key] : undefined),
      value,
    );
}

export function hasUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
