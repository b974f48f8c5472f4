import { isSubtype } from "../../expressions/types/conversions";
import { named, resolveType } from "../../expressions/types/registry";
import { isNullable } from "../../expressions/values/runtime";
import { Type } from "../../expressions/types/types";
import { learn, literalOf, type Rule } from "../rule";
import type { ExpressionUse, Step, Subject, VariableSet } from "../subject";
import type { VariableRead } from "../syntax";

const docs = learn("api-management-policy-expressions#ContextVariables");

/** Every read of a variable, with the expression it stands in. */
function* reads(subject: Subject): Generator<{ use: ExpressionUse; read: VariableRead }> {
  for (const use of subject.expressions) for (const read of use.reads) yield { use, read };
}

/** Somebody asks first whether the variable is there. */
function isGuarded(subject: Subject, name: string): boolean {
  return [...reads(subject)].some(
    ({ read }) =>
      read.name === name && (read.how === "contains" || read.how === "try" || read.how === "default"),
  );
}

export const variableNeverSet: Rule = {
  code: "LINT_VARIABLE_NEVER_SET",
  title: "A variable is read that nothing here sets",
  why: 'context.Variables["name"] throws for a variable that is not there, and the call ends with a 500.',
  docs,
  *check(subject) {
    if (subject.isOpen || subject.includesFragments) return;
    const set = new Set([...subject.sets.map(({ name }) => name), ...(subject.folder?.variables ?? [])]);
    for (const { use, read } of reads(subject))
      if (read.how === "index" && !set.has(read.name) && !isGuarded(subject, read.name))
        yield {
          place: use.text.locate(read.at),
          message: `The variable '${read.name}' is read and never set in ${subject.folder ? "these documents" : "this document"}`,
          hint: `set it, or use context.Variables.GetValueOrDefault("${read.name}", ...) if an outer scope may set it`,
        };
  },
};

function typeNamed(text: string): Type | undefined {
  try {
    return named(text);
  } catch {
    return undefined;
  }
}

/** Whether a value of type `stored` can be unboxed as `wanted`: value types by themselves only. */
function canBe(stored: Type, wanted: Type): boolean {
  const inner = isNullable(wanted) ? wanted.element : wanted;
  if (stored.name === "object" || isSubtype(stored, inner)) return true;
  // What is known as a base class may well be the class asked for.
  return (
    !stored.isValueType &&
    (isSubtype(inner, stored) || stored.kind === "interface" || inner.kind === "interface")
  );
}

/**
 * The steps that may have set a variable when another step reads it: those before it, from the last one that always runs
 * on; in a retry those behind it as well. None where it is set only later: what it then holds is a wider scope's.
 */
function setsBefore(subject: Subject, name: string, reader: Step): readonly VariableSet[] {
  const all = subject.sets.filter((one) => one.name === name && one.step !== reader);
  const before = all.filter(({ step }) => subject.isBefore(step, reader));
  const always = ({ step }: VariableSet) => step.parents.every((parent) => reader.parents.includes(parent));
  const last = before.findLastIndex(always);
  const again = reader.parents.filter(({ node }) => node.name === "retry");
  const behind = all.filter(
    ({ step }) => !subject.isBefore(step, reader) && again.some((retry) => step.parents.includes(retry)),
  );
  // A failure may come from any step.
  return reader.section === "on-error" ? before : [...before.slice(Math.max(0, last)), ...behind];
}

function storedTypes(sets: readonly VariableSet[]): Type[] | undefined {
  const types = sets.map(({ type }) => (type === undefined ? undefined : typeNamed(type)));
  return types.length && types.every((type) => type !== undefined) ? types : undefined;
}

export const variableType: Rule = {
  code: "LINT_VARIABLE_TYPE",
  title: "A variable is read as another type than it has",
  why: "Unboxing is strict: a text is no int, and an int is no long. The cast throws an InvalidCastException and the call ends with a 500.",
  docs,
  *check(subject) {
    for (const { use, read } of reads(subject)) {
      if (!read.strict || !read.type) continue;
      const wanted = resolveType(read.type);
      const stored = storedTypes(setsBefore(subject, read.name, use.step));
      if (!(wanted instanceof Type) || !stored || stored.some((type) => canBe(type, wanted))) continue;
      const names = [...new Set(stored.map(({ name }) => name))].join(" or ");
      yield {
        place: use.text.locate(read.at),
        message: `'${read.name}' holds a ${names}: reading it as ${wanted.name} throws`,
        hint: adviceFor(stored[0]!, wanted, read.name),
      };
    }
  },
};

function adviceFor(stored: Type, wanted: Type, name: string): string {
  const isNumber = ["int", "long", "double", "decimal", "bool"].includes(wanted.name);
  if (stored.name === "string" && isNumber)
    return `a value without @( ) is a text: set it as value="@(...)", or use ${wanted.name}.Parse((string)context.Variables["${name}"])`;
  if (wanted.name === "string") return `use context.Variables["${name}"].ToString()`;
  return `read it as ${stored.name}`;
}

export const cacheMiss: Rule = {
  code: "LINT_CACHE_MISS",
  title: "A cached variable is read without asking whether it was found",
  why: "cache-lookup-value leaves its variable unset on a miss; reading it by index then throws.",
  docs: learn("cache-lookup-value-policy"),
  *check(subject) {
    const looked = subject
      .named("cache-lookup-value")
      .filter(({ node }) => !node.attributes.some(({ name }) => name === "default-value"));
    for (const { node } of looked) {
      const name = literalOf(node, "variable-name");
      if (name === undefined || isGuarded(subject, name)) continue;
      if (subject.sets.filter((one) => one.name === name).length > 1) continue;
      const found = [...reads(subject)].find(({ read }) => read.how === "index" && read.name === name);
      if (found)
        yield {
          place: found.use.text.locate(found.read.at),
          message: `'${name}' is not set when the cache of line ${node.place.line} does not have it, and reading it throws`,
          hint: `test context.Variables.ContainsKey("${name}") first, or give the lookup a default-value`,
        };
    }
  },
};

export const responseMayBeNull: Rule = {
  code: "LINT_RESPONSE_MAY_BE_NULL",
  title: "The answer of a send-request that ignores errors is used unasked",
  why: 'With ignore-error="true" the variable is null when the request failed; a member of null throws.',
  docs: learn("send-request-policy"),
  *check(subject) {
    for (const { node } of subject.named("send-request")) {
      const name = literalOf(node, "response-variable-name");
      if (literalOf(node, "ignore-error") !== "true" || name === undefined) continue;
      const all = [...reads(subject)].filter(({ read }) => read.name === name);
      const asked = all.some(({ read }) => {
        const around = read.parents.at(-1);
        return (
          around?.kind === "binary" ||
          around?.kind === "is" ||
          around?.kind === "conditionalAccess" ||
          around?.kind === "declare"
        );
      });
      const used = all.find(({ read }) => read.parents.at(-1)?.kind === "member");
      if (used && !asked)
        yield {
          place: used.use.text.locate(used.read.at),
          message: `'${name}' is null when the request of line ${node.place.line} fails, and reading from it throws`,
          hint: `test it for null, or use ?.`,
        };
    }
  },
};
