import { compileExpression } from "@azure-genai-gateway/policy-language/expressions/compile";
import {
  allExtensions,
  findDefinition,
  named,
  openTypes,
} from "@azure-genai-gateway/policy-language/expressions/types/registry";
import { Type, type Member } from "@azure-genai-gateway/policy-language/expressions/types/types";

/** What may stand where an expression breaks off. */
export interface Completion {
  /** Whole names, in order. */
  readonly candidates: readonly string[];
  /** The part of the name that is there already. */
  readonly partial: string;
}

const keywords = ["context", "new", "true", "false", "null", "string", "int", "bool", "double", "decimal"];

/** The names that C# would take at the end of the text: members of what stands before the dot, or types and keywords. */
export function completeExpression(text: string): Completion {
  const code = text.replace(/^@[({]/, "");
  const partial = /[A-Za-z_]\w*$/.exec(code)?.[0] ?? "";
  const before = code.slice(0, code.length - partial.length);
  const dot = /\?\.\s*$|\.\s*$/.exec(before);
  const names = dot ? membersOf(receiverBefore(before.slice(0, dot.index))) : outermost();
  const candidates = [...new Set(names)].filter((name) =>
    name.toLowerCase().startsWith(partial.toLowerCase()),
  );
  return { candidates: candidates.sort((left, right) => (left < right ? -1 : 1)), partial };
}

const outermost = () =>
  [...keywords, ...openTypes().map(({ name }) => name)].filter((name) => /^\w+$/.test(name));

function membersOf(receiver: string): readonly string[] {
  if (receiver === "") return [];
  // A name that is both (a type and a variable) is rare: context is the only variable here.
  const definition = /^\w+$/.test(receiver) ? findDefinition(receiver, 0) : undefined;
  if (definition && receiver !== "context")
    return membersIn(Type.of(definition)).flatMap((member) => (member.isStatic ? shown(member) : []));
  const { expression } = compileExpression({
    code: `@(${receiver})`,
    locate: () => ({ file: "", line: 1, column: 1 }),
  });
  const type = expression && typeNamed(expression.resultType);
  if (!type) return [];
  const own = membersIn(type).filter((member) => !member.isStatic || member.extension);
  const extending = allExtensions().filter(({ params }) => params[0] && extendsType(params[0].type, type));
  return [...own, ...extending].flatMap(shown);
}

function shown({ kind, name }: Member): readonly string[] {
  if ((kind !== "method" && kind !== "property") || !/^[A-Za-z]\w*$/.test(name)) return [];
  return [kind === "method" ? `${name}(` : name];
}

function membersIn(type: Type): readonly Member[] {
  const seen = new Set<Type>();
  const collect = (one: Type): readonly Member[] => {
    if (seen.has(one)) return [];
    seen.add(one);
    return [...(one.definition?.members() ?? []), ...one.bases.flatMap(collect)];
  };
  return collect(type).filter(({ extension }) => !extension);
}

/** By definition alone: what the type arguments are is the compiler's business. */
function extendsType(extended: Type, type: Type): boolean {
  if (extended.kind === "param") return true;
  const seen = new Set<Type>();
  const reaches = (one: Type): boolean => {
    if (seen.has(one)) return false;
    seen.add(one);
    return (
      (one.definition !== undefined && one.definition === extended.definition) || one.bases.some(reaches)
    );
  };
  return reaches(type);
}

function typeNamed(name: string): Type | undefined {
  try {
    return named(name);
  } catch {
    // An anonymous type, a tuple with names: nothing that could be written.
    return undefined;
  }
}

const closing: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** The expression that ends at the end of the text: names, dots, calls, indexers, casts in brackets, quoted texts. */
function receiverBefore(text: string): string {
  let at = text.length;
  while (at > 0) {
    const character = text[at - 1]!;
    if (/[\w.?!]/.test(character)) at--;
    else if (closing[character]) {
      at = opening(text, at);
      // An initialiser stands behind its type, with a blank between or none.
      if (text[at] === "{") at = text.slice(0, at).trimEnd().length;
    } else if (character === '"') at = quote(text, at);
    else if (character === ">" && /^\s*[({]/.test(text.slice(at))) at = typeArguments(text, at);
    else break;
  }
  const creation = /\bnew\s+$/.exec(text.slice(0, at));
  return text.slice(creation ? creation.index : at).trim();
}

/** Where the bracket that closes before `end` was opened. */
function opening(text: string, end: number): number {
  let depth = 0;
  for (let at = end - 1; at >= 0; at--) {
    const character = text[at]!;
    if (character === '"') at = quote(text, at + 1);
    else if (closing[character]) depth++;
    else if ("([{".includes(character) && --depth === 0) return at;
  }
  return 0;
}

function quote(text: string, end: number): number {
  for (let at = end - 2; at >= 0; at--)
    if (text[at] === '"' && text[at - 1] !== "\\")
      return text[at - 1] === "$" || text[at - 1] === "@" ? at - 1 : at;
  return 0;
}

function typeArguments(text: string, end: number): number {
  const start = /<[\w\s,.<>[\]?]*>$/.exec(text.slice(0, end));
  return start ? start.index : end - 1;
}
