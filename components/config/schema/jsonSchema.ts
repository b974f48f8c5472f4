import { z } from "@azure-genai-gateway/schema";
import { gatewayConfigSchema } from ".";
import type { About } from "./about";

/** A key of the config as JSON Schema has it, with what `about` says. https://json-schema.org/draft-07 */
export interface KeySchema extends Partial<About> {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly required?: readonly string[];
  readonly items?: KeySchema;
  readonly enum?: readonly string[];
  /** Of a map whose keys the user chooses: the schema of its values. */
  readonly additionalProperties?: KeySchema | boolean;
  /** Whether a program may hand over an output. */
  readonly takesOutput?: boolean;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The schema of the config as a user writes it. */
export function configJsonSchema(): KeySchema {
  return z.toJSONSchema(gatewayConfigSchema, { io: "input", target: "draft-7" }) as KeySchema;
}
