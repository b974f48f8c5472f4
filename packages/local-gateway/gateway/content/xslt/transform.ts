import { Work, WorkRefused } from "../work";
import { formatCounts } from "./numbers";
import {
  attributeOf, expandedName, isXsl, matches, patternsOf, stripSource, xsl, type Stylesheet, type Template,
} from "./stylesheet"; // prettier-ignore
import { makeNode, parseTree, textOf, type XmlNode } from "./tree";
import {
  evaluate,
  fail,
  nodesOf,
  toBoolean,
  StylesheetError,
  toNumber,
  toText,
  type XPathContext,
  type XPathValue,
} from "./xpath";
import { excludedNamespaces, ordered, Scope, type Focus, type Parameters } from "./scope";
import { writeResult } from "./write";

const noParameters: Parameters = new Map();

/**
 * Transforms a document by a stylesheet. It runs in one go: what it may cost is bounded by steps and by what it makes.
 * @throws Error for a body that is no XML, a stylesheet that fails, and one that would take too much.
 */
export function transform(sheet: Stylesheet, body: string, parameters: Parameters): string {
  const work = new Work();
  const source = parseTree(body);
  stripSource(source, sheet);
  try {
    return writeResult(new Transformation(sheet, work, parameters).run(source), sheet.output, work);
  } catch (error) {
    // Node.js has stopped what calls itself; nothing has been written yet.
    if (error instanceof RangeError) throw new WorkRefused("its templates call each other too deep");
    throw error;
  }
}

class Transformation {
  private readonly globals = new Scope();
  private readonly indexes = new Map<string, Map<string, XmlNode[]>>();

  constructor(
    private readonly sheet: Stylesheet,
    private readonly work: Work,
    private readonly parameters: Parameters,
  ) {}

  run(source: XmlNode): XmlNode {
    const focus: Focus = { node: source, position: 1, size: 1, scope: this.globals, mode: "" };
    this.defineGlobals(focus);
    const result = makeNode("root");
    this.applyTo([source], "", noParameters, result);
    return result;
  }

  /** In whatever order they stand: one may use another that comes later. */
  private defineGlobals(focus: Focus): void {
    let waiting = this.sheet.globals;
    for (let before = Infinity; waiting.length > 0;) {
      if (waiting.length === before) fail(`xsl:${waiting[0]!.local} uses a variable that is not there`);
      before = waiting.length;
      waiting = waiting.filter((node) => {
        try {
          const name = this.nameOf(node);
          const given = node.local === "param" ? this.parameters.get(name) : undefined;
          this.globals.set(name, given ?? this.valueOf(node, focus));
          return false;
        } catch (error) {
          if (error instanceof StylesheetError && error.missing !== undefined && waiting.length > 1)
            return true;
          throw error;
        }
      });
    }
  }

  private nameOf(node: XmlNode): string {
    return expandedName(attributeOf(node, "name") ?? fail(`xsl:${node.local} needs a name`), node);
  }

  private context({ node, position, size, scope }: Focus): XPathContext {
    return {
      node, position, size, current: node, work: this.work,
      variables: (name) => scope.get(name),
      keys: (name, value, root) => this.index(name, root).get(value) ?? [],
      decimalFormat: (name) => this.sheet.decimalFormats.get(name),
    }; // prettier-ignore
  }

  private index(name: string, root: XmlNode): Map<string, XmlNode[]> {
    const id = `${root.order} ${name}`;
    let index = this.indexes.get(id);
    if (index) return index;
    this.indexes.set(id, (index = new Map<string, XmlNode[]>()));
    const add = (node: XmlNode) => {
      const focus = { node, position: 1, size: 1, scope: this.globals, mode: "" };
      for (const key of this.sheet.keys.get(name) ?? []) {
        const context = this.context(focus);
        if (!key.patterns.some((pattern) => matches(pattern, node, context))) continue;
        const used = evaluate(key.use, context);
        for (const value of typeof used === "object" ? used.map((one) => textOf(one)) : [toText(used)]) {
          const list = index.get(value);
          if (list) list.push(node);
          else index.set(value, [node]);
        }
      }
      node.attributes.forEach(add);
      node.children.forEach(add);
    };
    add(root);
    return index;
  }

  private select(node: XmlNode, focus: Focus, name = "select"): XPathValue | undefined {
    const text = attributeOf(node, name);
    return text === undefined
      ? undefined
      : evaluate(this.sheet.expressions.parse(text, node), this.context(focus));
  }

  /** An attribute whose value may have expressions in braces. */
  private filled(node: XmlNode, name: string, focus: Focus): string | undefined {
    const text = attributeOf(node, name);
    return text === undefined ? undefined : this.fill(text, node, focus);
  }

  private fill(text: string, node: XmlNode, focus: Focus): string {
    const parts = this.sheet.expressions.template(text, node);
    return parts
      .map((part) => (typeof part === "string" ? part : toText(evaluate(part, this.context(focus)))))
      .join("");
  }

  /** Of xsl:variable, xsl:param and xsl:with-param. */
  private valueOf(node: XmlNode, focus: Focus): XPathValue {
    return this.select(node, focus) ?? (node.children.length === 0 ? "" : [this.tree(node, focus)]);
  }

  private tree(node: XmlNode, focus: Focus): XmlNode {
    const root = makeNode("root");
    this.body(node.children, focus, root);
    return root;
  }

  private applyTo(nodes: readonly XmlNode[], mode: string, given: Parameters, out: XmlNode): void {
    nodes.forEach((node, index) => {
      this.work.step();
      const focus: Focus = {
        node,
        position: index + 1,
        size: nodes.length,
        scope: new Scope(this.globals),
        mode,
      };
      const template = this.templateFor(focus, mode);
      if (template) this.instantiate(template, focus, given, out);
      else if (node.kind === "root" || node.kind === "element")
        this.applyTo(node.children, mode, noParameters, out);
      else if (node.kind === "text" || node.kind === "attribute") this.addText(out, node.value);
    });
  }

  private templateFor(focus: Focus, mode: string): Template | undefined {
    let best: { readonly template: Template; readonly priority: number } | undefined;
    const context = this.context({ ...focus, scope: this.globals });
    for (const template of this.sheet.templates) {
      if (template.mode !== mode) continue;
      for (const pattern of template.patterns) {
        const priority = template.priority ?? pattern.priority;
        if (best && priority < best.priority) continue;
        if (matches(pattern, focus.node, context)) best = { template, priority };
      }
    }
    return best?.template;
  }

  private instantiate(template: Template, focus: Focus, given: Parameters, out: XmlNode): void {
    const inner: Focus = { ...focus, scope: new Scope(this.globals) };
    this.body(template.body.children, inner, out, given);
  }

  /** Runs what stands in a template or an instruction, each with the variables before it. */
  private body(children: readonly XmlNode[], focus: Focus, out: XmlNode, given = noParameters): void {
    const inner: Focus = { ...focus, scope: new Scope(focus.scope) };
    for (const child of children) {
      this.work.step();
      if (child.kind === "text") this.addText(out, child.value);
      else if (child.kind !== "element") continue;
      else if (child.uri !== xsl) this.literal(child, inner, out);
      else if (child.local === "variable") inner.scope.set(this.nameOf(child), this.valueOf(child, inner));
      else if (child.local === "param") {
        const name = this.nameOf(child);
        inner.scope.set(name, given.get(name) ?? this.valueOf(child, inner));
      } else this.instruction(child, inner, out);
    }
  }

  private instruction(node: XmlNode, focus: Focus, out: XmlNode): void {
    switch (node.local) {
      case "apply-templates": {
        const selected = nodesOf(this.select(node, focus) ?? focus.node.children);
        const mode = expandedName(attributeOf(node, "mode") ?? "", node);
        this.applyTo(this.sorted(node, selected, focus), mode, this.passed(node, focus), out);
        return;
      }
      case "call-template":
        this.instantiate(this.sheet.named.get(this.nameOf(node))!, focus, this.passed(node, focus), out);
        return;
      case "for-each": {
        const selected = this.sorted(node, nodesOf(this.select(node, focus) ?? ""), focus);
        const body = node.children.filter((child) => !isXsl(child, "sort"));
        selected.forEach((one, index) =>
          this.body(body, { ...focus, node: one, position: index + 1, size: selected.length }, out),
        );
        return;
      }
      case "if":
        if (toBoolean(this.select(node, focus, "test") ?? false)) this.body(node.children, focus, out);
        return;
      case "choose": {
        const branch = node.children.find(
          (child) =>
            isXsl(child, "otherwise") ||
            (isXsl(child, "when") && toBoolean(this.select(child, focus, "test") ?? false)),
        );
        if (branch) this.body(branch.children, focus, out);
        return;
      }
      case "value-of":
        this.addText(out, toText(this.select(node, focus) ?? ""));
        return;
      case "text":
        this.addText(out, textOf(node));
        return;
      case "number":
        this.addText(out, this.number(node, focus));
        return;
      case "copy-of": {
        const value = this.select(node, focus) ?? "";
        if (typeof value === "object") for (const one of value) this.copy(one, out);
        else this.addText(out, toText(value));
        return;
      }
      case "copy":
        this.shallowCopy(node, focus, out);
        return;
      case "message":
        if (attributeOf(node, "terminate") === "yes") fail(`xsl:message: ${textOf(this.tree(node, focus))}`);
        return;
      case "fallback":
      case "sort":
        return;
      default:
        this.construct(node, focus, out);
    }
  }

  /** xsl:element, xsl:attribute, xsl:comment and xsl:processing-instruction. */
  private construct(node: XmlNode, focus: Focus, out: XmlNode): void {
    const content = () => textOf(this.tree(node, focus));
    if (node.local === "comment") {
      this.append(out, makeNode("comment", { value: content().replaceAll("--", "- -"), parent: out }));
      return;
    }
    const name = this.filled(node, "name", focus) ?? "";
    if (node.local === "processing-instruction") {
      this.append(
        out,
        makeNode("instruction", { name, value: content().replaceAll("?>", "? >"), parent: out }),
      );
      return;
    }
    if (!/^[\p{L}_][\p{L}\p{N}_.-]*(:[\p{L}_][\p{L}\p{N}_.-]*)?$/u.test(name))
      fail(`'${name}' is no name of XML`);
    const prefix = name.includes(":") ? name.slice(0, name.indexOf(":")) : "";
    const uri =
      this.filled(node, "namespace", focus) ??
      (prefix === "" && node.local === "attribute" ? "" : (node.namespaces.get(prefix) ?? ""));
    if (node.local === "attribute") {
      this.addAttribute(out, name, uri, content());
      return;
    }
    const element = makeNode("element", { name, uri, parent: out, namespaces: new Map() });
    this.append(out, element);
    this.useSets(attributeOf(node, "use-attribute-sets"), node, focus, element);
    this.body(node.children, focus, element);
  }

  private literal(node: XmlNode, focus: Focus, out: XmlNode): void {
    const excluded = excludedNamespaces(node);
    const namespaces = new Map([...node.namespaces].filter(([, uri]) => !excluded.has(uri)));
    const element = makeNode("element", { name: node.name, uri: node.uri, parent: out, namespaces });
    this.append(out, element);
    const sets = node.attributes.find((one) => one.uri === xsl && one.local === "use-attribute-sets");
    this.useSets(sets?.value, node, focus, element);
    for (const one of node.attributes) {
      if (one.uri !== xsl) this.addAttribute(element, one.name, one.uri, this.fill(one.value, node, focus));
    }
    this.body(node.children, focus, element);
  }

  private useSets(names: string | undefined, at: XmlNode, focus: Focus, element: XmlNode): void {
    for (const name of (names ?? "").split(/\s+/).filter(Boolean)) {
      for (const set of this.sheet.attributeSets.get(expandedName(name, at)) ?? []) {
        this.work.step();
        this.useSets(attributeOf(set, "use-attribute-sets"), set, focus, element);
        this.body(set.children, { ...focus, scope: this.globals }, element);
      }
    }
  }

  private shallowCopy(node: XmlNode, focus: Focus, out: XmlNode): void {
    const { node: one } = focus;
    if (one.kind === "root") this.body(node.children, focus, out);
    else if (one.kind === "element") {
      const { name, uri, namespaces } = one;
      const element = makeNode("element", { name, uri, parent: out, namespaces });
      this.append(out, element);
      this.useSets(attributeOf(node, "use-attribute-sets"), node, focus, element);
      this.body(node.children, focus, element);
    } else this.copy(one, out);
  }

  private copy(node: XmlNode, out: XmlNode): void {
    this.work.step();
    const { kind, name, uri, namespaces, value } = node;
    if (kind === "root") for (const child of node.children) this.copy(child, out);
    else if (kind === "text") this.addText(out, value);
    else if (kind === "attribute") this.addAttribute(out, name, uri, value);
    else {
      this.work.grow(value.length);
      const made = makeNode(kind, { name, uri, value, namespaces, parent: out });
      this.append(out, made);
      for (const one of node.attributes) this.addAttribute(made, one.name, one.uri, one.value);
      for (const child of node.children) this.copy(child, made);
    }
  }

  private addText(out: XmlNode, text: string): void {
    if (text === "") return;
    this.work.grow(text.length);
    const last = out.children.at(-1);
    if (last?.kind === "text") last.value += text;
    else out.children.push(makeNode("text", { value: text, parent: out }));
  }

  private append(out: XmlNode, node: XmlNode): void {
    this.work.step();
    if (out.kind !== "root" && out.kind !== "element") fail("Only elements hold others");
    out.children.push(node);
  }

  private addAttribute(out: XmlNode, name: string, uri: string, value: string): void {
    this.work.step();
    this.work.grow(value.length);
    if (out.kind !== "element") fail(`The attribute ${name} has no element that it could stand in`);
    if (out.children.length > 0) fail(`The attribute ${name} comes after its element's content`);
    const local = name.slice(name.indexOf(":") + 1);
    this.work.step(out.attributes.length >> 3);
    const at = out.attributes.findIndex((one) => one.uri === uri && one.local === local);
    const made = makeNode("attribute", { name, uri, value, parent: out });
    if (at < 0) out.attributes.push(made);
    else out.attributes[at] = made;
  }

  private passed(node: XmlNode, focus: Focus): Parameters {
    const all = node.children.filter((child) => isXsl(child, "with-param"));
    return all.length === 0
      ? noParameters
      : new Map(all.map((one) => [this.nameOf(one), this.valueOf(one, focus)]));
  }

  private sorted(node: XmlNode, nodes: readonly XmlNode[], focus: Focus): readonly XmlNode[] {
    const sorts = node.children.filter((child) => isXsl(child, "sort"));
    if (sorts.length === 0) return nodes;
    const orders = sorts.map((sort) => ({
      numeric: this.filled(sort, "data-type", focus) === "number",
      sign: this.filled(sort, "order", focus) === "descending" ? -1 : 1,
    }));
    const rows = nodes.map((one, index) => {
      const own: Focus = { ...focus, node: one, position: index + 1, size: nodes.length };
      const keys = sorts.map((sort, at) => {
        const value = this.select(sort, own) ?? [one];
        return orders[at]!.numeric ? toNumber(value) : toText(value);
      });
      return { one, keys };
    });
    this.work.step(Math.ceil(rows.length * Math.log2(rows.length + 1)));
    rows.sort((a, b) => {
      for (const [index, { sign }] of orders.entries()) {
        const result = ordered(a.keys[index]!, b.keys[index]!) * sign;
        if (result !== 0) return result;
      }
      return 0;
    });
    return rows.map(({ one }) => one);
  }

  private number(node: XmlNode, focus: Focus): string {
    const format = this.filled(node, "format", focus) ?? "1";
    const value = this.select(node, focus, "value");
    if (value !== undefined) return formatCounts([Math.round(toNumber(value))], format);
    const context = this.context(focus);
    const count = patternsOf(node, "count");
    const from = patternsOf(node, "from");
    const counted = (one: XmlNode) =>
      count
        ? count.some((each) => matches(each, one, context))
        : one.kind === focus.node.kind && one.name === focus.node.name && one.uri === focus.node.uri;
    const stops = (one: XmlNode) => from?.some((each) => matches(each, one, context)) ?? false;
    const among = (one: XmlNode) =>
      (one.parent?.children ?? [one]).filter((each) => (this.work.step(), counted(each)));
    const level = attributeOf(node, "level") ?? "single";
    const counts: number[] = [];
    if (level === "any") {
      const before: XmlNode[] = [];
      let done = false;
      const visit = (one: XmlNode) => {
        this.work.step();
        if (done) return;
        if (stops(one)) before.length = 0;
        if (counted(one)) before.push(one);
        done = one === focus.node;
        one.children.forEach(visit);
      };
      let top = focus.node;
      while (top.parent) top = top.parent;
      visit(top);
      return before.length === 0 ? "" : formatCounts([before.length], format);
    }
    for (let one: XmlNode | undefined = focus.node; one && !stops(one); one = one.parent) {
      if (!counted(one)) continue;
      counts.unshift(among(one).indexOf(one) + 1);
      if (level === "single") break;
    }
    return counts.length === 0 ? "" : formatCounts(counts, format);
  }
}
