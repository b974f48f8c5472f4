import { asRecord, type Fields } from "@azure-genai-gateway/common/records";

/** What Pulumi puts into a preview's inputs in place of a value that is not known yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Json = Fields;

export { asRecord as record };
export const records = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(asRecord) : []);

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== unknown ? value : undefined;
}

/** Numbers come as text from some programs. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** `azure-native:network:PublicIPAddress` of `azure-native:network/v20240501:PublicIPAddress` too. */
export function typeWithoutVersion(type: string): string {
  return type.replace(/\/v\d+(preview)?:/, ":").replace(/^(azure-native)_[a-z]+_v\d+(preview)?:/, "$1:");
}
