import fc from "fast-check";
import { partFacts, policyFacts, policyNames } from "../../../packages/policy-language/schema/catalog";
import type { AttributeFacts, ElementFacts } from "../../../packages/policy-language/schema/facts";
import { listOf } from "../../../packages/policy-language/schema/simpleTypes";

/**
 * Documents made from the schema's tables: every policy, attribute and child that they know, with legal values. What no
 * table row says (a stylesheet, a number of dimensions) is added by hand, so that a rule nobody wrote down here fails.
 */

export interface Element {
  readonly name: string;
  readonly attributes: Map<string, string>;
  children: Element[];
  text?: string;
}

/** Names that documents may refer to. */
export const entities = { backend: "pool", fragment: "part", logger: "usage" } as const;

const initials = { inbound: "i", backend: "b", outbound: "o", "on-error": "e" } as const;
export type Section = keyof typeof initials;

/** Policies that may stand in a section, as far as documents say. */
export const policiesOf = (section: Section): string[] =>
  policyNames.filter((name) => name !== "base" && policyFacts(name)!.sections!.includes(initials[section]));

export class Generator {
  /** @param draw a whole number from 0 to below its argument. */
  constructor(private readonly draw: (below: number) => number) {}

  /** A `<policies>` document; `names` are the policies that stand in it, each in a section that takes it. */
  document(names: readonly string[]): Element {
    const sections = new Map<Section, Element[]>();
    for (const name of names) {
      const fits = (Object.keys(initials) as Section[]).filter(
        (section) =>
          policiesOf(section).includes(name) && (section !== "backend" || !sections.has("backend")),
      );
      if (fits.length === 0) continue;
      const section = this.one(fits);
      sections.set(section, [...(sections.get(section) ?? []), this.policy(name, section, 0)]);
    }
    const order = Object.keys(initials) as Section[];
    return make(
      "policies",
      order.flatMap((name) => (sections.has(name) ? [make(name, sections.get(name))] : [])),
    );
  }

  /** A fragment; policies that stand in no section cannot be meant. */
  fragment(names: readonly string[]): Element {
    const fit = names.filter((name) => name !== "include-fragment" && name !== "base");
    return make(
      "fragment",
      fit.map((name) => this.policy(name, undefined, 0)),
    );
  }

  policy(name: string, section: Section | undefined, depth: number): Element {
    return this.element(name, policyFacts(name)!, section, name, depth);
  }

  private element(
    name: string,
    facts: ElementFacts,
    section: Section | undefined,
    path: string,
    depth: number,
  ): Element {
    const made = make(name);
    for (const attribute of this.attributes(facts))
      made.attributes.set(attribute.name, this.value(attribute));
    if (facts.content === "policies") made.children.push(...this.policies(section, depth));
    if (facts.content === "text" || (facts.content === "any" && name !== "xsl-transform"))
      made.text = this.text();
    for (const [child, { min, max }] of facts.children) {
      const count = Math.min(max, min + this.draw(depth < 3 ? 3 : 1));
      for (let at = 0; at < count; at++) {
        const known = partFacts(path, child);
        if (known) made.children.push(this.element(child, known, section, `${path}/${child}`, depth + 1));
        else made.children.push(make(child));
      }
    }
    this.mend(made);
    return made;
  }

  /** Attributes that may stand together. */
  private attributes(facts: ElementFacts): AttributeFacts[] {
    const chosen = new Set(
      [...facts.attributes.values()]
        .filter(({ required }) => required || this.draw(2) === 0)
        .map(({ name }) => name),
    );
    for (const group of facts.oneOf) if (!group.some((name) => chosen.has(name))) chosen.add(this.one(group));
    for (const group of facts.together)
      if (group.some((name) => chosen.has(name))) for (const name of group) chosen.add(name);
    for (const group of facts.notBoth) {
      const given = group.filter((name) => chosen.has(name));
      for (const name of given.slice(1)) {
        chosen.delete(name);
        for (const tied of facts.together)
          if (tied.includes(name)) for (const other of tied) chosen.delete(other);
      }
    }
    return [...facts.attributes.values()].filter(({ name }) => chosen.has(name));
  }

  private value({ name, type, expression }: AttributeFacts): string {
    const list = listOf(type);
    const literal = list ? this.one(list) : this.one(literals[type] ?? literals["string"]!);
    const named = type === "string" ? byName[name] : undefined;
    if (named !== undefined) return named;
    if (expression === "never" || this.draw(3) > 0) return literal;
    const code = type === "boolean" ? literal.toLowerCase() : JSON.stringify(literal);
    return type === "boolean" && !/^(?:true|false)$/.test(code) ? "@(true)" : `@(${code})`;
  }

  private text(): string {
    return this.one(["a", "some text", '@("a" + "b")', "@{ return context.RequestId.ToString(); }"]);
  }

  private policies(section: Section | undefined, depth: number): Element[] {
    if (depth > 2) return [];
    const here = section
      ? policiesOf(section)
      : policyNames.filter((name) => name !== "base" && name !== "include-fragment");
    // What few scopes take would decide whose document this is.
    const fit = here.filter((name) => policyFacts(name)!.scopes === undefined);
    return Array.from({ length: this.draw(3) }, () => this.policy(this.one(fit), section, depth + 1));
  }

  /** What no table row says. */
  private mend(made: Element): void {
    if (made.name === "xsl-transform") {
      const sheet = make("xsl:stylesheet");
      sheet.attributes.set("version", "1.0").set("xmlns:xsl", "http://www.w3.org/1999/XSL/Transform");
      made.children = [sheet];
    }
    if (/emit-(?:token-)?metric$/.test(made.name)) {
      made.children = made.children.slice(0, 5);
      for (const dimension of made.children)
        if (!dimension.attributes.has("value")) dimension.attributes.set("name", "API ID");
    }
    if (
      /^send-(?:one-way-)?request$/.test(made.name) &&
      !made.children.some(({ name }) => name === "set-url")
    )
      made.children.unshift(make("set-url", [], "https://other.test/"));
    if (
      made.name === "set-backend-service" &&
      made.attributes.has("dapr-app-id") &&
      made.attributes.has("backend-id")
    )
      made.attributes.set("backend-id", "dapr");
  }

  private one<T>(list: readonly T[]): T {
    return list[this.draw(list.length)]!;
  }
}

/** Documents by fast-check, which makes them smaller when they fail. */
export const drawn = (g: fc.GeneratorValue) => new Generator((below) => g(fc.nat, { max: below - 1 }));

export function make(name: string, children: Element[] = [], text?: string): Element {
  return { name, attributes: new Map(), children, text };
}

/** As `rawxml`: expressions stand as they are. */
export function write({ name, attributes, children, text }: Element): string {
  const head = [name, ...[...attributes].map(([key, value]) => `${key}="${quoted(value)}"`)].join(" ");
  const inside = (text ?? "") + children.map(write).join("\n");
  return inside === "" ? `<${head} />` : `<${head}>${inside}</${name}>`;
}

const quoted = (value: string) => (value.startsWith("@") ? value : value.replaceAll('"', "&quot;"));

const literals: Readonly<Record<string, readonly string[]>> = {
  string: ["a", "some text", "x-1"],
  boolean: ["true", "false", "True", "1", "0"],
  int: ["1", "60", "400"],
  long: ["1", "5000000000"],
  unsignedInt: ["0", "4096"],
  positiveInteger: ["1", "30"],
  nonNegativeInteger: ["0", "10"],
  retryCount: ["1", "50"],
  statusCode: ["200", "503"],
  number: ["0.5", "4"],
  dateTime: ["2026-01-01T00:00:00Z"],
  quotaPeriod: ["0", "300", "86400", "P1M", "infinite"],
  rateWindow: ["1", "300"],
  daprTimeout: ["1", "240"],
  severityLevel: ["0", "7"],
  score: ["0", "0.05", "1"],
  proxyUrl: ["http://10.0.0.4:3128"],
  base64url: ["AQAB"],
};

/** Texts of which the name says what they are. */
const byName: Readonly<Record<string, string>> = {
  "backend-id": entities.backend,
  "embeddings-backend-id": entities.backend,
  "fragment-id": entities.fragment,
  "logger-id": entities.logger,
  "base-url": "https://other.test/base",
  template: "/path",
  url: "https://other.test/.well-known/openid-configuration",
};
