import type { Type } from "../types";

/** Type.ToString(): `System.Collections.Generic.List`1[System.String]`. */
export function typeText(type: Type): string {
  if (type.kind === "array") return `${typeText(type.element)}[${",".repeat(type.rank - 1)}]`;
  if (type.args.length === 0) return type.fullName;
  return `${type.fullName}\`${type.args.length}[${type.args.map(typeText).join(",")}]`;
}
