import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import type { CompiledExpression } from "./expressions/compile";

export type PolicySection = "inbound" | "backend" | "outbound" | "on-error";

/** Attribute value or element text once named values are in and expressions are compiled. */
export type PolicyBinding =
  | { readonly kind: "literal"; readonly value: string; readonly place: Place }
  | {
      readonly kind: "expression";
      readonly expression: CompiledExpression;
      readonly code: string;
      readonly place: Place;
    };

/** One element, its expressions compiled. Element and attribute names are as written (lower case in every schema). */
export interface CompiledElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, PolicyBinding>;
  readonly children: readonly CompiledElement[];
  /** The element's own text, whitespace at both ends taken off; absent when there is none. */
  readonly text?: PolicyBinding;
  /** The element's content as it stands in the document, for set-body's literal text and templates. */
  readonly rawText: string;
  readonly place: Place;
}

/** A `<policies>` document, by section; or the one list of elements of a `<fragment>`. */
export interface CompiledDocument {
  readonly kind: "policies" | "fragment";
  /** For a fragment everything stands under `inbound`; include-fragment splices it into any section. */
  readonly sections: ReadonlyMap<PolicySection, readonly CompiledElement[]>;
  readonly references: PolicyReferences;
}

/** What a document names, each once, in order of appearance; literal names only. */
export interface PolicyReferences {
  readonly fragments: readonly PolicyReference[];
  readonly namedValues: readonly PolicyReference[];
  readonly backends: readonly PolicyReference[];
  readonly loggers: readonly PolicyReference[];
}

export interface PolicyReference {
  readonly name: string;
  readonly place: Place;
}

/** Whose document it is. https://learn.microsoft.com/azure/api-management/api-management-howto-policies#scopes */
export type PolicyScope = "global" | "workspace" | "product" | "api" | "operation";

export interface ReadPolicyOptions {
  /** As the user would type it; goes into every problem. */
  readonly file: string;
  /** Default `rawxml`. */
  readonly format?: "rawxml" | "xml";
  /** What is expected: a document of a scope, or a fragment. Default: whichever the root says. */
  readonly root?: "policies" | "fragment";
  /** Whose document it is, where it is known: a few policies stand in some scopes only. */
  readonly scope?: PolicyScope | undefined;
  /** What kind of API the document belongs to, where it is known: a WebSocket API takes fewer policies. */
  readonly api?: "http" | "websocket";
  /**
   * Values to put in for `{{name}}`. Where absent, references stay as they are and expressions around them
   * are compiled with an empty stand-in; where present, a name it does not know is a problem.
   */
  readonly namedValues?: (name: string) => string | undefined;
  /** Names that exist, in any case; a reference outside them is a problem. Absent means: not checked. */
  readonly known?: {
    readonly fragments?: ReadonlySet<string>;
    readonly backends?: ReadonlySet<string>;
    readonly loggers?: ReadonlySet<string>;
  };
}

export interface PolicyCompilation {
  /** Absent when any problem is an error. */
  readonly document?: CompiledDocument;
  readonly problems: readonly Problem[];
}

export { compilePolicy } from "./compilePolicy";
export { policyReferences } from "./references";
