/** The members of a JSON object. */
export type { Fields as Json } from "@azure-genai-gateway/common/records";
export { asRecord, isRecord } from "@azure-genai-gateway/common/records";

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A text, or what stands for anything else. */
export function textOf(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : otherwise;
}
