import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";

/**
 * What can go wrong with calls, as alerts tell it: the word of the metric, whether it is on where nothing else is said, and
 * what a call has to end with.
 */
export const alertCategoryFacts = {
  throttling: { type: "throttling", usual: true, what: "Calls are refused with 429." },
  quotaExceeded: {
    type: "quota-exceeded",
    usual: true,
    what: "A budget or a token quota refuses calls with 403.",
  },
  backendFailure: { type: "backend-failure", usual: true, what: "Calls end with 5xx." },
  authFailure: {
    type: "auth-failure",
    usual: false,
    what: "Callers are refused, with 401 or 403: for who they are, or for what they may not call.",
  },
  guardrails: {
    type: "guardrails",
    usual: false,
    what: "A guardrail has found something, whether it refused, masked or only counted it.",
  },
} as const;

export type AlertCategory = keyof typeof alertCategoryFacts;
export const alertCategoryNames = Object.keys(alertCategoryFacts) as readonly AlertCategory[];

const page = "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview";

const usualCategories = () => {
  const one = (name: AlertCategory) =>
    z.boolean().default(alertCategoryFacts[name].usual).meta(about(alertCategoryFacts[name].what));
  return z.strictObject({
    throttling: one("throttling"),
    quotaExceeded: one("quotaExceeded"),
    backendFailure: one("backendFailure"),
    authFailure: one("authFailure"),
    guardrails: one("guardrails"),
  });
};

/** Of a whole stack. */
export const alertCategories = usualCategories()
  .optional()
  .meta(
    about(
      "Alerts of what goes wrong with calls, by product, model and backend: `{}` for refusals with 429, by budgets and quotas, and failures.",
      { otherwise: "none of them", page },
    ),
  );

/** Of a contract that asks for alerts. */
export const contractAlertCategories = usualCategories()
  .prefault({})
  .meta(about("What of the use case's calls is told, by model and backend.", { page }));

const own = (name: AlertCategory) =>
  z
    .boolean()
    .optional()
    .meta(about(alertCategoryFacts[name].what, { example: true, otherwise: "as in `alerts.categories`" }));

/** Of one product. */
export const productAlertCategories = z
  .strictObject({
    throttling: own("throttling"),
    quotaExceeded: own("quotaExceeded"),
    backendFailure: own("backendFailure"),
    authFailure: own("authFailure"),
    guardrails: own("guardrails"),
  })
  .optional()
  .meta(
    about("What of the product's calls is told, otherwise than `alerts.categories` says for all products.", {
      otherwise: "as in `alerts.categories`",
      page,
    }),
  );
