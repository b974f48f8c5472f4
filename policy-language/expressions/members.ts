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
    one.bases.forEach(visit);
  };
  visit(type);
  if (type.kind === "interface" || type.kind === "array") visit(named("object"));
  return found;
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
