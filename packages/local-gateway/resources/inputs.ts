import { type Fields, recordOf } from "@azure-genai-gateway/common/records";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";

/** Readers of a resource's plain JSON: anything of the wrong type counts as absent. */
export type Json = Fields;

export { recordOf as asRecord };

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function records(value: unknown): readonly Json[] {
  return asList(value).flatMap((item) => {
    const record = recordOf(item);
    return record ? [record] : [];
  });
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function stringsOf(value: unknown): readonly string[] {
  return asList(value).filter((item): item is string => typeof item === "string");
}

/** Walks `a.b.c` through records. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((current, key) => recordOf(current)?.[key], value);
}

/** An input, or what the provider made of it; the provider's answer wins, for it has generated names and keys. */
export function property(resource: DeclaredResource, path: string): unknown {
  return at(resource.outputs, path) ?? at(resource.inputs, path);
}

/** `apimanagement:Api` of `azure-native:apimanagement:Api`, whatever API version the token names; undefined elsewhere. */
export function azureType(resource: DeclaredResource): string | undefined {
  const match = /^azure-native[^:]*:([^:/]+)(?:\/[^:]*)?:(\w+)$/.exec(resource.type);
  return match ? `${match[1]}:${match[2]}` : undefined;
}
