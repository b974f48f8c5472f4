import { extensions, named } from "./registry";
import type { Member, Type } from "./types";

/** The members of that name a type has, its own first, then inherited ones that they do not hide. */
export function findMembers(type: Type, name: string): readonly Member[] {
  const found: Member[] = [];
  const seen = new Set<Type>();
  const visit = (one: Type) => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const member of one.own(name))
      if (!found.some((other) => sameSignature(other, member))) found.push(member);
    for (const base of one.bases) if (!implementsExplicitly(one, base, name)) visit(base);
  };
  visit(type);
  if (type.kind !== "special" && type.kind !== "param") visit(named("object"));
  return found;
}

/** Classes have what collection interfaces ask for as members of their own, or show it through the interface only. */
function implementsExplicitly(type: Type, base: Type, name: string): boolean {
  return (
    type.kind !== "interface" &&
    base.kind === "interface" &&
    base.fullName.startsWith("System.Collections.") &&
    name !== "GetEnumerator"
  );
}

function sameSignature(a: Member, b: Member): boolean {
  if (
    a.kind === "property" ||
    a.typeParams.length !== b.typeParams.length ||
    a.params.length !== b.params.length
  )
    return a.kind === "property";
  return a.params.every((param, index) => param.type === b.params[index]!.type);
}

export { extensions };
