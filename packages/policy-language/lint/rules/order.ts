import { attributeOf, learn, literalOf, type Rule } from "../rule";
import type { Step } from "../subject";

const limits = [
  "rate-limit", "rate-limit-by-key", "quota", "quota-by-key", "llm-token-limit", "azure-openai-token-limit", "check-header",
  "ip-filter", "validate-jwt", "validate-azure-ad-token", "validate-client-certificate", "llm-content-safety",
]; // prettier-ignore

/** Whether the step puts a credential for the backend into the request. */
function setsBearer({ node }: Step): boolean {
  if (node.name === "authentication-managed-identity")
    return attributeOf(node, "output-token-variable-name") === undefined;
  return (
    node.name === "set-header" &&
    literalOf(node, "name")?.toLowerCase() === "authorization" &&
    literalOf(node, "exists-action") !== "delete" &&
    node.children.some((value) => value.text?.value.includes("Bearer"))
  );
}

const isConditional = (step: Step) => step.parents.length > 0;

export const bearerBeforeLimit: Rule = {
  code: "LINT_BEARER_BEFORE_LIMIT",
  title: "A token for the backend is set before a limit or a check",
  why: "The call pays for the token and carries it although it may still be refused; and validate-jwt then sees the gateway's token in place of the caller's.",
  docs: learn("api-management-authenticate-authorize-azure-openai"),
  *check({ steps }) {
    const inbound = steps.filter(({ section }) => section === "inbound");
    for (const [index, step] of inbound.entries()) {
      if (!setsBearer(step)) continue;
      const later = inbound
        .slice(index + 1)
        .find((one) => limits.includes(one.node.name) && !isConditional(one));
      if (!later) continue;
      yield {
        place: step.node.place,
        message: `<${step.node.name}> sets the backend's token before <${later.node.name}> in line ${later.node.place.line} has let the call pass`,
        hint: "put it behind all limits and checks",
      };
    }
  },
};

export const deadSteps: Rule = {
  code: "LINT_DEAD_STEPS",
  title: "Steps follow return-response and never run",
  why: "return-response ends the pipeline at once, outbound included.",
  docs: learn("return-response-policy"),
  *check({ steps }) {
    for (const { node, siblings } of steps) {
      if (node.name !== "return-response") continue;
      const next = siblings[siblings.indexOf(node) + 1];
      if (next)
        yield {
          place: next.place,
          message: `<${next.name}> never runs: <return-response> in line ${node.place.line} ends the pipeline`,
          hint: "remove it, or move it before",
        };
    }
  },
};

export const backendTwice: Rule = {
  code: "LINT_BACKEND_TWICE",
  title: "The backend is set twice in a row",
  why: "Only the last set-backend-service counts; the first one misleads who reads it.",
  docs: learn("set-backend-service-policy"),
  *check({ steps }) {
    for (const { node, siblings } of steps) {
      const next = siblings[siblings.indexOf(node) + 1];
      if (node.name === "set-backend-service" && next?.name === "set-backend-service")
        yield {
          place: node.place,
          message: `This backend is replaced by the one in line ${next.place.line}`,
          hint: "keep one of the two, or put a choose around them",
        };
    }
  },
};

export const missingBase: Rule = {
  code: "LINT_MISSING_BASE",
  title: "A section has no base",
  why: "Without <base /> the policies of the outer scopes do not run here: limits, authentication and error handling of products and of the whole service.",
  docs: learn("set-edit-policies"),
  *check({ sections }) {
    for (const section of sections) {
      if (section.name === "backend" || section.children.some(({ name }) => name === "base")) continue;
      yield {
        place: section.place,
        message: `<${section.name}> has no <base />: the policies of the outer scopes do not run there`,
        hint: `put <base /> into <${section.name}>`,
      };
    }
  },
};
