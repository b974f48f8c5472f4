import type { Problem } from "@azure-genai-gateway/common/problem";
import type {
  PolicyReferences,
  PolicyScope,
  ReadPolicyOptions,
} from "@azure-genai-gateway/policy-language/document";
import type { PolicyFiles } from "../policyFiles";
import { documents, lint } from "../policyLanguage";
import {
  renderTemplate,
  type PolicyTemplate,
  type RenderedPolicy,
  type TemplateParameters,
} from "../policyTemplates";

/** One policy document, ready to deploy, with the names it uses. */
export interface PolicyDocument {
  readonly rendered: RenderedPolicy;
  readonly references: PolicyReferences;
}

/** What a document may refer to. */
export interface KnownNames {
  readonly fragments: Set<string>;
  readonly backends: Set<string>;
  readonly loggers: Set<string>;
  readonly identityNamedValue: string;
  /** Others, by name, with a value of the form that the real one will have. */
  readonly namedValues: ReadonlyMap<string, string>;
}

/** Whose document it is; a fragment may be anybody's. */
export type DocumentKind = PolicyScope | "fragment" | "handshake";

/** Fills templates and checks what comes of them. */
export class DocumentMaker {
  /**
   * @param common what every template may use
   * @param prefix of the names of fragments, on a service that others use too
   * @param problems gets all that is wrong, with the template's file, line and column
   */
  constructor(
    private readonly common: TemplateParameters,
    private readonly known: KnownNames,
    private readonly prefix: string,
    private readonly files: PolicyFiles,
    readonly problems: Problem[],
  ) {}

  /** @param subject the resource that the document is for, as problems name it */
  make(
    subject: string,
    kind: DocumentKind,
    template: PolicyTemplate,
    parameters: TemplateParameters = {},
  ): PolicyDocument {
    const found: Problem[] = [];
    const own = this.withPrefix(template);
    const rendered = renderTemplate(own, { ...this.common, ...parameters }, found);
    // What a template lacks would only show again as broken XML or C#.
    if (found.length === 0) found.push(...this.check(rendered, kind));
    this.report(found, subject);
    return { rendered, references: documents().policyReferences(rendered.text, template.file) };
  }

  /** A part of documents. It has no common parameters of its own: the document that it is put into fills them in. */
  part(
    folder: ReadonlyMap<string, PolicyTemplate>,
    name: string,
    parameters: TemplateParameters,
  ): RenderedPolicy {
    return renderTemplate(this.required(folder, name), parameters, this.problems);
  }

  required(folder: ReadonlyMap<string, PolicyTemplate>, name: string): PolicyTemplate {
    const template = folder.get(name);
    // Parts too: once rendered they are put into documents as they are.
    if (template) return this.withPrefix(template);
    this.problems.push({
      code: "TEMPLATE_MISSING",
      severity: "error",
      message: `policies/ has no document "${name}"`,
      hint: "Put the file back",
    });
    return { file: `${name}.xml`, text: "<policies />" };
  }

  report(found: readonly Problem[], subject: string): void {
    this.problems.push(...found.map((problem) => ({ ...problem, subject })));
  }

  /** The document with the names that its fragments have there; others' are left as they are. */
  private withPrefix(template: PolicyTemplate): PolicyTemplate {
    if (this.prefix === "") return template;
    const text = template.text.replace(
      /(<include-fragment\s+fragment-id=")([^"]+)/g,
      (all, start: string, id: string) =>
        this.files.fragments.has(id) ? `${start}${this.prefix}${id}` : all,
    );
    return { ...template, text };
  }

  private check(rendered: RenderedPolicy, kind: DocumentKind): Problem[] {
    const { known } = this;
    const options: ReadPolicyOptions = {
      file: rendered.file,
      root: kind === "fragment" ? "fragment" : "policies",
      api: kind === "handshake" ? "websocket" : "http",
      ...(kind === "fragment" ? {} : { scope: kind === "handshake" ? "api" : kind }),
      known,
      // The value is known only once the identity is there; any client id has this form.
      namedValues: (name) =>
        name === known.identityNamedValue
          ? "00000000-0000-0000-0000-000000000000"
          : known.namedValues.get(name),
    };
    const { problems, document } = documents().compilePolicy(rendered.text, options);
    return [...problems, ...lint().reviewPolicy(rendered.text, options, document)].map((problem) =>
      problem.place
        ? { ...problem, place: rendered.locate(problem.place.line, problem.place.column) }
        : problem,
    );
  }
}
