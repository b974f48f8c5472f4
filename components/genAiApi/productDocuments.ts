import type { Catalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { BackendPlan } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import type { PolicyFiles } from "../policyFiles";
import type { EntityNames } from "../policyNames";
import { csharpText, escapeXml, renderTemplate, type RenderedPolicy } from "../policyTemplates";
import { doorId, isTokenOnly } from "./callers";
import type { DocumentMaker, PolicyDocument } from "./documentMaker";
import { tokenLimits, type PolicySetting } from "./parameters";
import { budgetWarnings, dearestFor } from "./tokenBudgets";

/** What the policies of products are made from. */
interface Inputs {
  readonly config: Pick<GatewayConfig, "apis" | "products">;
  readonly plan: BackendPlan;
  readonly files: PolicyFiles;
  readonly names: EntityNames;
  readonly setting: PolicySetting;
  readonly maker: DocumentMaker;
  readonly catalogue: Catalogue;
  /** C#: which calls the limits of a product count. */
  readonly limitedCalls: string;
  /** Whether there are services that are no models: their calls count into budgets, and into no limit of tokens. */
  readonly hasServices: boolean;
}

/**
 * By product, with that of the open product where there is one: it has the limits of all products that only tokens open.
 * @param standIn ids of APIs of which API Management's own limits count nothing
 */
export function productPolicies(
  inputs: Inputs,
  standIn: readonly string[],
): ReadonlyMap<string, PolicyDocument> {
  const { config, files, names, maker } = inputs;
  const template = maker.required(files.products, "product");
  const make = (
    name: string,
    limits: readonly (RenderedPolicy | string)[],
    debugHeaders: readonly (RenderedPolicy | string)[],
  ) => maker.make(`policy of product ${name}`, "product", template, { tokenLimits: limits, debugHeaders });
  const own = config.products.map((product) => ({ product, limits: limitsOf(product, inputs, standIn) }));
  const debugOf = ({ debugHeaders }: GatewayConfig["products"][number]) =>
    debugHeaders ? [maker.part(files.products, "debug-headers", {})] : [];
  const behindDoor = own.filter(({ product }) => isTokenOnly(product));
  return new Map([
    ...own
      .filter(({ product }) => !isTokenOnly(product))
      .map(({ product, limits }) => [product.name, make(product.name, limits, debugOf(product))] as const),
    ...(behindDoor.length === 0
      ? []
      : [
          [
            doorId(names),
            make(
              doorId(names),
              byToken(behindDoor.map(({ product, limits }) => ({ product, parts: limits }))),
              byToken(behindDoor.map(({ product }) => ({ product, parts: debugOf(product) }))),
            ),
          ] as const,
        ]),
  ]);
}

/** What each product has, for the calls that its tokens are for. */
function byToken(
  products: readonly {
    readonly product: GatewayConfig["products"][number];
    readonly parts: readonly (RenderedPolicy | string)[];
  }[],
): readonly (RenderedPolicy | string)[] {
  const some = products.filter(({ parts }) => parts.length > 0);
  if (some.length === 0) return [];
  return [
    "<choose>",
    ...some.flatMap(({ product, parts }) => [
      `<when condition="${escapeXml(`@((string)context.Variables["genai-product"] == ${csharpText(product.name)})`)}">`,
      ...parts,
      "</when>",
    ]),
    "</choose>",
  ];
}

/** @param standIn ids of APIs of which API Management's own limits count nothing */
function limitsOf(
  product: GatewayConfig["products"][number],
  { config, plan, files, setting, maker, catalogue, limitedCalls, hasServices }: Inputs,
  standIn: readonly string[],
): readonly (RenderedPolicy | string)[] {
  const found: Problem[] = [];
  const dearest = setting.quotaByKey === false ? dearestFor(product, plan, catalogue) : undefined;
  if (dearest !== undefined) maker.report(budgetWarnings(product, dearest), `product ${product.name}`);
  const limits = tokenLimits(product, config.apis, files, found, standIn, plan, setting, dearest);
  // A product without limits has no empty `when`.
  const around =
    limits.length > 0
      ? [renderTemplate(maker.required(files.products, "limits"), { limits, limitedCalls }, found)]
      : [];
  const ofServices =
    hasServices && dearest === undefined ? budgetsOf(product, config.apis, files, setting, found) : [];
  maker.report(found, `policy of product ${product.name}`);
  return [...around, ...ofServices];
}

/** A product's budgets alone, for calls of services: what those cost comes by a page or a query, and reading a result too. */
function budgetsOf(
  {
    name,
    displayName,
    priority,
    chargePtu,
    budget,
    subscriptionBudget,
    identity,
  }: GatewayConfig["products"][number],
  apis: GatewayConfig["apis"],
  files: PolicyFiles,
  setting: PolicySetting,
  found: Problem[],
): readonly (RenderedPolicy | string)[] {
  const perUser = identity && {
    ...identity,
    perUser: identity.perUser && { budget: identity.perUser.budget },
  };
  const money = {
    ...{ name, displayName, priority, chargePtu, budget, subscriptionBudget, identity: perUser },
    ...{ apis: [], subscriptions: [], debugHeaders: false },
  } as GatewayConfig["products"][number];
  const limits = tokenLimits(money, apis, files, found, [], undefined, setting);
  if (limits.length === 0) return [];
  return [
    "<choose>",
    '<when condition="@(context.Variables.ContainsKey(&quot;genai-service&quot;))">',
    ...limits,
    "</when>",
    "</choose>",
  ];
}
