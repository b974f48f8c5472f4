import type { Problem } from "@azure-genai-gateway/common/problem";
import { contextFunctions } from "./contextFunctions";
import { Evaluator, inCopy, isCopyList, type Locals, noLocals } from "./evaluate";
import { asText, keyOf, type Value } from "./functions";
import { asRecord, type Json, records } from "../resources/inputs";
import { type DeploymentScope, localScope, resourceIdOf } from "./resourceIds";

/** A resource of a template with every expression in it evaluated. */
export interface TemplateResource {
  /** In full: `Microsoft.ApiManagement/service/apis`. */
  readonly type: string;
  /** In full: `apim/chat`. */
  readonly name: string;
  /** The ARM id. */
  readonly id: string;
  /** The resource as it would be sent to Azure, `properties` among the rest. */
  readonly body: Json;
  /** The same as the template has it. */
  readonly source: Json;
  /** There already: the template refers to it, and does not declare it. */
  readonly existing: boolean;
}

export interface TemplateOptions {
  /** Values as a parameters file has them: `{name: {value}}`. */
  readonly parameters?: Json;
  readonly scope?: DeploymentScope;
  /** The template behind a nested deployment's templateLink; undefined where it cannot be had. */
  readonly linked?: (link: Json) => unknown;
  readonly problems?: Problem[];
  /** What the problems are about. */
  readonly subject?: string;
}

/** More resources than Azure takes in one template; loops in nested templates multiply. */
const mostResources = 20_000;
const deepestNesting = 20;

interface Shared {
  readonly problems: Problem[];
  readonly linked: (link: Json) => unknown;
  left: number;
}

/**
 * The resources of an ARM template, those of nested deployments included, in the order in which they stand. What cannot
 * be evaluated is left as it is written, and said in a problem; nothing throws.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
export function templateResources(
  template: unknown,
  options: TemplateOptions = {},
): readonly TemplateResource[] {
  const root = asRecord(typeof template === "string" ? parsed(template) : template);
  if (!root) return [];
  const { parameters = {}, scope = localScope, problems = [], linked = () => undefined, subject } = options;
  const shared = { problems, linked, left: mostResources };
  return new TemplateReader(root, parameters, scope, shared, 0, subject).resources();
}

/** One template: its parameters, variables, resources and outputs, each worked out when it is first asked for. */
export class TemplateReader {
  readonly evaluator: Evaluator;
  private readonly known = new Map<string, Value>();
  private readonly working = new Set<string>();
  private readonly entries: Entry[] = [];
  private readonly nested = new Map<Entry, TemplateReader>();
  private collected = false;

  constructor(
    readonly template: Json,
    private readonly given: Json,
    readonly scope: DeploymentScope,
    private readonly shared: Shared,
    private readonly depth: number,
    private readonly subject: string | undefined,
    /** Whose parameters and variables count: of a nested template with outer scope, those of the template round it. */
    private readonly outer?: TemplateReader,
    private readonly outerLocals: Locals = noLocals,
  ) {
    const reported = new Set<string>();
    this.evaluator = new Evaluator(contextFunctions(this), (expression, reason) => {
      if (reported.has(expression)) return;
      reported.add(expression);
      this.problem(
        "TEMPLATE_VALUE_UNKNOWN",
        "warning",
        `${shortened(expression)} is left as it is: ${reason}`,
      );
    });
  }

  resources(): readonly TemplateResource[] {
    this.collect();
    return this.entries.flatMap((entry): readonly TemplateResource[] => {
      const { type, name, id, source, existing } = entry;
      return [
        { type, name, id, body: this.body(entry), source, existing },
        ...(this.child(entry)?.resources() ?? []),
      ];
    });
  }

  /** A parameter's or a variable's value. */
  value(kind: "parameters" | "variables", name: string): Value {
    if (this.outer) return this.outer.value(kind, name);
    const key = `${kind} ${name.toLowerCase()}`;
    if (this.known.has(key)) return this.known.get(key);
    // A value that needs itself.
    if (this.working.has(key)) return null;
    this.working.add(key);
    const value = kind === "parameters" ? this.parameter(name) : this.variable(name);
    this.working.delete(key);
    this.known.set(key, value);
    return value;
  }

  output(name: string): Value {
    const outputs = asRecord(this.template["outputs"]) ?? {};
    const output = asRecord(outputs[keyOf(outputs, name) ?? ""]);
    return output && this.evaluator.all(output["value"], this.outerLocals);
  }

  /** A resource of this template by its id, its symbolic name, or the last part of its name. */
  find(reference: string):
    | {
        readonly id: string;
        readonly type: string;
        readonly name: string;
        body(): Json;
        output(name: string): Value;
      }
    | undefined {
    this.collect();
    const wanted = reference.toLowerCase();
    const entry =
      this.entries.find(
        ({ symbol, id }) => symbol?.toLowerCase() === wanted || id.toLowerCase() === wanted,
      ) ??
      this.entries.find(
        ({ name, id }) => name.toLowerCase() === wanted || id.toLowerCase().endsWith(`/${wanted}`),
      );
    if (!entry) return this.outer?.find(reference);
    return {
      ...{ id: entry.id, type: entry.type, name: entry.name },
      body: () => this.body(entry),
      output: (name) => this.child(entry)?.output(name),
    };
  }

  function(name: string): Json | undefined {
    const at = name.indexOf(".");
    const [namespace, member] = [name.slice(0, at).toLowerCase(), name.slice(at + 1).toLowerCase()];
    for (const declared of records(this.template["functions"])) {
      if (asText(declared["namespace"]).toLowerCase() !== namespace) continue;
      const members = asRecord(declared["members"]) ?? {};
      const found = asRecord(members[keyOf(members, member) ?? ""]);
      if (found) return found;
    }
    return this.outer?.function(name);
  }

  private parameter(name: string): Value {
    const given = asRecord(this.given[keyOf(this.given, name) ?? ""]);
    if (given && "value" in given) return given["value"];
    const declared = asRecord(this.template["parameters"]) ?? {};
    const own = asRecord(declared[keyOf(declared, name) ?? ""]) ?? {};
    if ("defaultValue" in own) return this.evaluator.all(own["defaultValue"], noLocals);
    if (own["nullable"] === true) return null;
    return this.missing(name, own);
  }

  /** What needs no more than some text or number goes on with one; an object that nobody gave has no shape. */
  private missing(name: string, { type, allowedValues, minValue }: Json): Value {
    const kind = asText(type).toLowerCase();
    const [first] = Array.isArray(allowedValues) ? (allowedValues as readonly Value[]) : [];
    const shapeless = kind.endsWith("object") || kind === "array";
    const standIn =
      first ??
      (kind === "int"
        ? (minValue ?? 1)
        : kind === "bool"
          ? false
          : kind === "array"
            ? []
            : shapeless
              ? {}
              : name);
    this.problem(
      "TEMPLATE_PARAMETER_MISSING",
      shapeless ? "error" : "warning",
      shapeless
        ? `Parameter "${name}" (${kind}) has no value`
        : `Parameter "${name}" has no value; ${JSON.stringify(standIn)} stands in for it`,
      `Give it by --parameter '${name}=VALUE', or in a file of --parameters`,
      name,
    );
    return standIn;
  }

  private variable(name: string): Value {
    const declared = asRecord(this.template["variables"]) ?? {};
    const key = keyOf(declared, name);
    if (key !== undefined && key !== "copy") return this.evaluator.all(declared[key], noLocals);
    const { copy } = declared;
    const loop = isCopyList(copy)
      ? copy.find((one) => asText(one["name"]).toLowerCase() === name.toLowerCase())
      : undefined;
    if (loop) return Object.values(this.evaluator.copies([loop], noLocals))[0];
    this.problem(
      "TEMPLATE_VARIABLE_MISSING",
      "warning",
      `The template uses a variable "${name}" that it does not declare`,
    );
    return null;
  }

  private collect(): void {
    if (this.collected) return;
    this.collected = true;
    this.add(this.template["resources"], "", "", this.outerLocals);
  }

  private add(value: unknown, outerType: string, outerName: string, locals: Locals): void {
    // Templates of language version 2.0 hold resources by symbolic name.
    const named = Array.isArray(value)
      ? records(value).map((source) => [undefined, source] as const)
      : Object.entries(asRecord(value) ?? {}).flatMap(([symbol, item]) => {
          const source = asRecord(item);
          return source ? [[symbol, source] as const] : [];
        });
    for (const [symbol, source] of named) {
      const copy = asRecord(source["copy"]);
      if (!copy) this.addOne(symbol, source, outerType, outerName, locals);
      else {
        const count = this.evaluator.count(copy["count"], locals);
        const loop = asText(this.evaluator.all(copy["name"], locals)) || (symbol ?? "");
        for (let index = 0; index < count; index++)
          this.addOne(
            `${symbol ?? loop}[${index}]`,
            source,
            outerType,
            outerName,
            inCopy(locals, loop, index),
          );
      }
    }
  }

  private addOne(
    symbol: string | undefined,
    source: Json,
    outerType: string,
    outerName: string,
    locals: Locals,
  ): void {
    if (this.shared.left-- <= 0) return;
    if (this.evaluator.all(source["condition"] ?? true, locals) === false) return;
    const ownType = asText(source["type"]);
    const ownName = asText(this.evaluator.all(source["name"], locals));
    const type = outerType ? `${outerType}/${ownType}` : ownType;
    const name = outerName ? `${outerName}/${ownName}` : ownName;
    const scope = asText(this.evaluator.all(source["scope"] ?? "", locals));
    const id = resourceIdOf(this.scopeOf(source, locals), type, name, scope);
    this.entries.push({ symbol, type, name, id, source, locals, existing: source["existing"] === true });
    this.add(source["resources"], type, name, locals);
  }

  private scopeOf(source: Json, locals: Locals): DeploymentScope {
    const group =
      source["resourceGroup"] === undefined
        ? ""
        : asText(this.evaluator.all(source["resourceGroup"], locals));
    const subscription =
      source["subscriptionId"] === undefined
        ? ""
        : asText(this.evaluator.all(source["subscriptionId"], locals));
    return {
      ...this.scope,
      group: group || this.scope.group,
      subscriptionId: subscription || this.scope.subscriptionId,
    };
  }

  private body(entry: Entry): Json {
    if (entry.body) return entry.body;
    // A resource that refers to itself by what Azure would have answered.
    entry.body = {};
    const rest = Object.entries(entry.source).filter(([key]) => !notOfTheBody.has(key));
    const own = isDeployment(entry.type) ? rest.filter(([key]) => key !== "properties") : rest;
    return (entry.body = asRecord(this.evaluator.all(Object.fromEntries(own), entry.locals)) ?? {});
  }

  /** The template inside a deployment. */
  private child(entry: Entry): TemplateReader | undefined {
    if (!isDeployment(entry.type) || entry.existing) return undefined;
    const known = this.nested.get(entry);
    if (known) return known;
    const properties = asRecord(entry.source["properties"]) ?? {};
    const link = asRecord(this.evaluator.all(properties["templateLink"], entry.locals));
    const template = asRecord(properties["template"]) ?? (link && asRecord(this.shared.linked(link)));
    if (!template || this.depth >= deepestNesting) {
      if (link)
        this.problem(
          "TEMPLATE_LINK_MISSING",
          "warning",
          `Deployment "${entry.name}" is of a linked template that is not at hand: ${asText(link["relativePath"] ?? link["uri"] ?? link["id"])}`,
          "What it declares is not served; put the file beside the template, or compile it into one file with Bicep",
        );
      return undefined;
    }
    const inner =
      asText(asRecord(properties["expressionEvaluationOptions"])?.["scope"]).toLowerCase() === "inner" ||
      link;
    const given = asRecord(this.evaluator.all(properties["parameters"] ?? {}, entry.locals)) ?? {};
    const scope = { ...this.scopeOf(entry.source, entry.locals), name: entry.name };
    const depth = this.depth + 1;
    const child = inner
      ? new TemplateReader(template, given, scope, this.shared, depth, this.subject)
      : new TemplateReader(template, given, scope, this.shared, depth, this.subject, this, entry.locals);
    this.nested.set(entry, child);
    return child;
  }

  private problem(
    code: string,
    severity: Problem["severity"],
    message: string,
    hint?: string,
    missing?: string,
  ): void {
    if (this.shared.problems.some((one) => one.code === code && one.message === message)) return;
    this.shared.problems.push({ code, severity, message, hint, missing, subject: this.subject });
  }
}

interface Entry {
  readonly symbol: string | undefined;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly source: Json;
  readonly locals: Locals;
  readonly existing: boolean;
  body?: Json;
}

const notOfTheBody = new Set([
  "resources",
  "copy",
  "condition",
  "dependsOn",
  "existing",
  "comments",
  "scope",
]);

const isDeployment = (type: string) => type.toLowerCase() === "microsoft.resources/deployments";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
