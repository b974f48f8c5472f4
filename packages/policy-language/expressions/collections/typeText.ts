import type { Type } from "../types/types";

/** Type.ToString(): `System.Collections.Generic.List\`1[System.String]`. */
export function typeText(type: Type): string {
  if (type.kind === "array") return `${typeText(type.element)}[${",".repeat(type.rank - 1)}]`;
  if (type.args.length === 0) return type.fullName;
  return `${type.fullName}\`${type.args.length}[${type.args.map(typeText).join(",")}]`;
}

const core = "System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e";

/** Type.FullName, which names the assemblies of type arguments. */
export function fullTypeName(type: Type): string {
  if (type.kind === "array") return `${fullTypeName(type.element)}[${",".repeat(type.rank - 1)}]`;
  if (type.args.length === 0) return type.fullName;
  const args = type.args.map((arg) => `[${fullTypeName(arg)}, ${assemblyOf(arg)}]`);
  return `${type.fullName}\`${type.args.length}[${args.join(",")}]`;
}

function assemblyOf(type: Type): string {
  return type.fullName.startsWith("Newtonsoft.Json")
    ? "Newtonsoft.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed"
    : core;
}
