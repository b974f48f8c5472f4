import type { Problem } from "@azure-genai-gateway/common/problem";
import type { PolicyScope, PolicySection } from "../document";
import { policyCodes, type PolicyCode } from "../reader/problemCodes";
import type { PolicyNode } from "../reader/tree";
import { partFacts, policyFacts, policyNames } from "./catalog";
import { checkAttributes } from "./checkAttributes";
import type { ElementFacts } from "./facts";
import { resolverRoots } from "./graphQlPolicies";
import { listNames, nearest } from "./nearest";
import { relations } from "./relations";

const sections: readonly PolicySection[] = ["inbound", "backend", "outbound", "on-error"];
const initials: Readonly<Record<PolicySection, string>> = {
  inbound: "i",
  backend: "b",
  outbound: "o",
  "on-error": "e",
};

const scopeInitials: Readonly<Record<PolicyScope, string>> = {
  global: "g",
  workspace: "w",
  product: "p",
  api: "a",
  operation: "o",
};
const scopeNames: Readonly<Record<PolicyScope, string>> = {
  global: "all APIs",
  workspace: "a workspace",
  product: "a product",
  api: "an API",
  operation: "an operation",
};

/**
 * Checks a whole document against what API Management takes.
 * @param expected the root that must stand here
 * @param scope whose document it is; undefined where nobody knows
 */
export function checkDocument(
  root: PolicyNode,
  expected?: "policies" | "fragment",
  scope?: PolicyScope,
): Problem[] {
  return new Check(scope).run(root, expected);
}

class Check {
  private readonly problems: Problem[] = [];
  private section: PolicySection | undefined;
  private inFragment = false;

  constructor(private readonly scope: PolicyScope | undefined) {}

  run(root: PolicyNode, expected: "policies" | "fragment" | undefined): Problem[] {
    const allowed = expected ? [expected] : ["policies", "fragment"];
    if (!expected && resolverRoots.includes(root.name)) {
      this.element(root, policyFacts(root.name)!);
      return this.problems;
    }
    if (!allowed.includes(root.name)) {
      const wanted = allowed.map((name) => `<${name}>`).join(" or ");
      this.report(
        policyCodes.root,
        root,
        `The root element is <${root.name}>, not ${wanted}`,
        `begin with ${wanted}`,
      );
    }
    if (root.name === "policies") this.policies(root);
    else if (root.name === "fragment") {
      this.inFragment = true;
      this.noText(root);
      for (const child of root.children) this.policy(child);
    }
    return this.problems;
  }

  private policies(root: PolicyNode): void {
    this.noText(root);
    const seen = new Set<string>();
    for (const child of root.children) {
      const section = sections.find((name) => name === child.name);
      if (!section) this.notASection(child);
      else {
        if (seen.has(section)) {
          this.report(policyCodes.repeatedElement, child, `<${section}> stands twice`, "put both into one");
        }
        seen.add(section);
        this.sectionOf(child, section);
      }
    }
  }

  private notASection(node: PolicyNode): void {
    const meant = nearest(node.name, sections);
    const hint = policyFacts(node.name)
      ? `move it into one of the sections ${sections.join(", ")}`
      : meant
        ? `did you mean <${meant}>?`
        : `allowed here: ${sections.join(", ")}`;
    this.report(policyCodes.unknownElement, node, `<${node.name}> is no section of <policies>`, hint);
  }

  private sectionOf(node: PolicyNode, section: PolicySection): void {
    this.section = section;
    this.noText(node);
    for (const child of node.children) this.policy(child, true);
    const second = section === "backend" ? node.children[1] : undefined;
    if (second) {
      this.report(
        policyCodes.backendSingleChild,
        second,
        `<backend> takes one policy, and <${second.name}> is its second`,
        "put them into one <retry>, <choose> or <limit-concurrency>, or move what only prepares the call into <inbound>",
      );
    }
    this.section = undefined;
  }

  /** A policy where policies stand: in a section, a fragment, or a policy that takes policies. */
  private policy(node: PolicyNode, direct = false): void {
    const facts = policyFacts(node.name);
    if (!facts || facts.sections === undefined) {
      this.unknownPolicy(node);
      return;
    }
    if (node.name === "base") this.base(node, direct);
    else if (node.name === "include-fragment" && this.inFragment) {
      this.report(
        policyCodes.fragmentNested,
        node,
        "A fragment cannot include another fragment",
        "include both, one after the other, in the document that includes this one",
      );
    } else {
      this.checkSection(node, facts);
      this.checkScope(node, facts);
    }
    this.element(node, facts);
  }

  private base(node: PolicyNode, direct: boolean): void {
    if (direct) return;
    const where = this.inFragment ? "in a fragment" : "inside of another policy";
    this.report(policyCodes.section, node, `<base> stands ${where}`, "it stands directly in a section");
  }

  private checkSection(node: PolicyNode, facts: ElementFacts): void {
    const { section } = this;
    // Which section a fragment ends up in is for the documents that include it.
    if (!section || facts.sections!.includes(initials[section])) return;
    if (facts.inUse.includes(initials[section])) {
      this.problems.push({
        code: policyCodes.section,
        severity: "warning",
        message: `<${node.name}> is not documented for <${section}>, though published documents have it there`,
        hint: "try it on a service before you rely on it",
        place: node.place,
      });
      return;
    }
    const takes = sections.filter((name) => facts.sections!.includes(initials[name]));
    const hint =
      takes.length > 0 ? `it stands in ${takes.join(", ")}` : "it stands in resolvers of GraphQL fields only";
    this.report(policyCodes.section, node, `<${node.name}> cannot stand in <${section}>`, hint);
  }

  private checkScope(node: PolicyNode, { scopes }: ElementFacts): void {
    // Which scope a fragment ends up in is for the documents that include it.
    if (!this.scope || this.inFragment || !scopes || scopes.includes(scopeInitials[this.scope])) return;
    const takes = (Object.keys(scopeNames) as PolicyScope[]).filter((one) =>
      scopes.includes(scopeInitials[one]),
    );
    this.report(
      policyCodes.scope,
      node,
      `<${node.name}> cannot stand in the policy of ${scopeNames[this.scope]}`,
      `it stands in the policy of ${takes.map((one) => scopeNames[one]).join(", ")}`,
    );
  }

  private unknownPolicy(node: PolicyNode): void {
    const here = policyNames.filter((name) => this.fits(name));
    const meant = nearest(node.name, policyNames);
    const hint = meant ? `did you mean <${meant}>?` : `policies that may stand here: ${listNames(here)}`;
    this.report(policyCodes.unknownElement, node, `There is no policy <${node.name}>`, hint);
  }

  private fits(name: string): boolean {
    return this.section === undefined || policyFacts(name)!.sections!.includes(initials[this.section]);
  }

  /** @param path of the policy it is a part of; itself for a policy. */
  private element(node: PolicyNode, facts: ElementFacts, path = node.name): void {
    checkAttributes(node, facts, this.problems);
    if (facts.sections !== undefined) this.relations(node);
    if (facts.content === "any") return;
    if (facts.content !== "text") this.noText(node);
    this.children(node, facts, path);
  }

  private children(node: PolicyNode, facts: ElementFacts, path: string): void {
    const counts = new Map<string, number>();
    for (const child of node.children) {
      const known = facts.children.get(child.name);
      if (!known && facts.content === "policies") {
        this.policy(child);
        continue;
      }
      if (!known) {
        this.unknownChild(node, child, facts);
        continue;
      }
      const count = (counts.get(child.name) ?? 0) + 1;
      counts.set(child.name, count);
      if (count === known.max + 1) {
        this.report(
          policyCodes.repeatedElement,
          child,
          `<${node.name}> takes ${known.max} <${child.name}> at most, and this is one more`,
          "take one away",
        );
      }
      const childFacts = partFacts(path, child.name);
      if (childFacts) this.element(child, childFacts, `${path}/${child.name}`);
    }
    if (!node.closed) return;
    for (const [name, { min }] of facts.children) {
      if ((counts.get(name) ?? 0) >= min) continue;
      this.report(
        policyCodes.missingElement,
        node,
        `<${node.name}> has no <${name}>`,
        `put a <${name}> inside`,
      );
    }
  }

  private unknownChild(node: PolicyNode, child: PolicyNode, facts: ElementFacts): void {
    const names = [...facts.children.keys()];
    const meant = nearest(child.name, names);
    const hint = meant
      ? `did you mean <${meant}>?`
      : names.length > 0
        ? `allowed there: ${names.join(", ")}`
        : `<${node.name}> takes no elements`;
    this.report(policyCodes.unknownElement, child, `<${child.name}> cannot stand in <${node.name}>`, hint);
  }

  /** What depends on more than one attribute or child. */
  private relations(node: PolicyNode): void {
    if (!Object.hasOwn(relations, node.name)) return;
    for (const { code, place, message, hint } of relations[node.name]!(node))
      this.problems.push({ code, severity: "error", message, hint, place });
  }

  private noText(node: PolicyNode): void {
    if (!node.text) return;
    this.problems.push({
      code: policyCodes.unexpectedText,
      severity: "error",
      message: `<${node.name}> takes no text`,
      hint: "move the text into the element it belongs to, or make it a comment",
      place: node.text.place,
    });
  }

  private report(code: PolicyCode, node: PolicyNode, message: string, hint: string): void {
    this.problems.push({ code, severity: "error", message, hint, place: node.place });
  }
}
