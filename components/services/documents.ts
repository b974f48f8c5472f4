import type { Catalogue } from "@azure-genai-gateway/catalogue";
import {
  hasTokenProducts,
  hasTokens,
  productOfCall,
  whoseCall,
  type CallersConfig,
} from "../genAiApi/callers";
import type { DocumentMaker, PolicyDocument } from "../genAiApi/documentMaker";
import type { PolicyFiles } from "../policyFiles";
import type { EntityNames } from "../policyNames";
import type { RenderedPolicy, TemplateParameters } from "../policyTemplates";
import { definitionOf } from "./operations";
import { serviceParameters } from "./parameters";
import type { ServicePlan } from "./plan";

export interface ServiceDocuments {
  readonly plan: ServicePlan;
  /** OpenAPI as JSON. */
  readonly definition: string;
  readonly policy: PolicyDocument;
}

/** The policies of services: those of one kind differ in names and lists alone. Pure. */
export function planServiceDocuments(
  plans: readonly ServicePlan[],
  {
    maker,
    files,
    names,
    userAssigned,
    callers: who,
    catalogue,
    challengeOf,
    withTelling,
  }: {
    readonly maker: DocumentMaker;
    readonly files: PolicyFiles;
    readonly names: EntityNames;
    readonly userAssigned: boolean;
    /** Some of whom may bring tokens. */
    readonly callers: CallersConfig;
    readonly catalogue: Catalogue;
    /** The branch that answers 401 for a token. */
    readonly challengeOf: (parameters: TemplateParameters) => RenderedPolicy;
    /** Adds to a policy's parameters what alerts and budgets that somebody is told of need. */
    readonly withTelling: (parameters: TemplateParameters) => TemplateParameters;
  },
): readonly ServiceDocuments[] {
  const tokens = hasTokens(who);
  const callers = { tokens, whose: whoseCall(who), product: productOfCall(who.products) };
  const signOn = (resource: string) =>
    `<authentication-managed-identity resource="${resource}"${userAssigned ? ` client-id="{{${names.identityNamedValue}}}"` : ""} />`;
  return plans.map((plan) => {
    const { config } = plan;
    const own = withTelling({
      productOfCall: callers.product,
      ...serviceParameters(plan, names, signOn, callers, catalogue),
    });
    const part = (name: string, parameters: TemplateParameters = own) =>
      maker.part(files.apis, name, parameters);
    const refuse = part("refuse-provider", {
      ...own,
      shapeError: [part("shape-service-error")],
      challenge: tokens ? [challengeOf(own)] : [],
    });
    const ending = { ...own, refuse: [refuse] };
    const [readCall, readAnswer] =
      config.kind === "search" ? ["read-search", "answer-search"] : ["read-analysis", "answer-analysis"];
    const parameters = {
      ...ending,
      identify: hasTokenProducts(who.products) ? [part("identify", ending)] : [],
      readCall: [part(readCall, ending)],
      readAnswer: [part(readAnswer, ending)],
      // Of a contract who calls, and what is granted, its own policy says.
      contractRefusal: who.contracts?.enabled === true ? [refuse] : [],
      ownResult: config.kind === "search" ? [] : [part("own-result", ending)],
    };
    return {
      plan,
      definition: definitionOf(plan.displayName, plan.operations),
      policy: maker.make(
        `policy of service ${config.name}`,
        "api",
        maker.required(files.apis, "service-api"),
        parameters,
      ),
    };
  });
}
