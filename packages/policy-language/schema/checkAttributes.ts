import type { Problem } from "@azure-genai-gateway/common/problem";
import { policyCodes } from "../reader/problemCodes";
import type { PolicyAttribute, PolicyNode } from "../reader/tree";
import type { AttributeFacts, ElementFacts } from "./facts";
import { nearest } from "./nearest";
import { accepts, describeType, listOf } from "./simpleTypes";

/** Unknown, missing and ill-valued attributes of one element. */
export function checkAttributes(node: PolicyNode, facts: ElementFacts, problems: Problem[]): void {
  const present = new Set<string>();
  for (const attribute of node.attributes) {
    present.add(attribute.name);
    const known = facts.attributes.get(attribute.name);
    if (known) checkValue(node, attribute, known, problems);
    else if (!facts.anyAttribute && !isNamespace(attribute.name)) {
      problems.push(unknownAttribute(node, attribute, facts));
    }
  }
  for (const { name, required } of facts.attributes.values()) {
    if (required && !present.has(name))
      problems.push(missing(node, `the attribute ${name}`, `add ${name}="..."`));
  }
  checkGroups(node, facts, present, problems);
}

function checkGroups(
  node: PolicyNode,
  facts: ElementFacts,
  present: ReadonlySet<string>,
  problems: Problem[],
): void {
  for (const group of facts.oneOf) {
    if (group.some((name) => present.has(name))) continue;
    problems.push(missing(node, `one of the attributes ${group.join(", ")}`, `add ${group[0]}="..."`));
  }
  for (const group of facts.notBoth) {
    const given = group.filter((name) => present.has(name));
    if (given.length < 2) continue;
    problems.push({
      code: policyCodes.conflictingAttributes,
      severity: "error",
      message: `<${node.name}> has ${given.join(" and ")}, of which it takes one`,
      hint: "take one of them away",
      place: node.attributes.find(({ name }) => name === given[1])!.place,
    });
  }
  for (const group of facts.together) {
    const given = group.filter((name) => present.has(name));
    if (given.length === 0) continue;
    for (const name of group) {
      if (present.has(name)) continue;
      const what = `the attribute ${name}, which ${given[0]} needs`;
      problems.push(missing(node, what, `add ${name}="...", or take ${given[0]} away`));
    }
  }
}

function isNamespace(name: string): boolean {
  return name === "xmlns" || name.startsWith("xmlns:") || name.startsWith("xml:");
}

function checkValue(
  node: PolicyNode,
  attribute: PolicyAttribute,
  facts: AttributeFacts,
  problems: Problem[],
): void {
  const { value } = attribute;
  const what = `${facts.name} of <${node.name}>`;
  if (value.kind === "expression") {
    if (facts.expression === "documented" || facts.expression === "open") return;
    // Mostly a warning: the published types have been seen to lag behind what the service takes.
    problems.push({
      code: policyCodes.expressionNotAllowed,
      severity: facts.expression === "never" ? "error" : "warning",
      message: `${what} is documented to take a fixed value, not an expression`,
      hint: `write ${describeType(facts.type)}, or a named value`,
      place: value.place,
    });
    return;
  }
  // With a named value still to come nothing can be said.
  if (value.namedValues.some(({ resolved }) => !resolved) || accepts(facts.type, value.value)) return;
  const list = listOf(facts.type);
  const meant = list && nearest(value.value, list);
  // A named value may be a secret: its text never goes into a message.
  const shown = value.namedValues.length > 0 ? "the named value" : JSON.stringify(shorten(value.value));
  problems.push({
    code: policyCodes.badValue,
    severity: "error",
    message: `${what} is ${shown}, which is not ${list ? "one of its values" : describeType(facts.type)}`,
    hint: meant
      ? `did you mean ${JSON.stringify(meant)}?`
      : `write ${list ? "one of " : ""}${describeType(facts.type)}`,
    place: value.place,
  });
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}...` : value;
}

function unknownAttribute(node: PolicyNode, attribute: PolicyAttribute, facts: ElementFacts): Problem {
  const names = [...facts.attributes.keys()];
  const meant = nearest(attribute.name, names);
  const allowed = names.length > 0 ? `allowed there: ${names.join(", ")}` : "it takes no attributes";
  return {
    code: policyCodes.unknownAttribute,
    severity: "error",
    message: `<${node.name}> has no attribute ${JSON.stringify(shorten(attribute.name))}`,
    hint: meant ? `did you mean ${JSON.stringify(meant)}?` : allowed,
    place: attribute.place,
  };
}

function missing(node: PolicyNode, what: string, hint: string): Problem {
  return {
    code: policyCodes.missingAttribute,
    severity: "error",
    message: `<${node.name}> lacks ${what}`,
    hint,
    place: node.place,
  };
}
