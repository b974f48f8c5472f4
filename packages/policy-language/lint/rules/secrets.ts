import { learn, literalOf, type Rule } from "../rule";
import { removedHeader } from "../folder";
import type { Step, Subject } from "../subject";

const keyHeaders = ["api-key", "ocp-apim-subscription-key"];
const secretHeaders = [...keyHeaders, "authorization", "x-functions-key", "x-api-key"];

const requests = ["send-request", "send-one-way-request"];
const isOwnRequest = ({ parents }: Step) => parents.some(({ node }) => requests.includes(node.name));

/**
 * Whether the document shows that callers have keys: it limits subscriptions, or names one, or one of the headers. Of
 * another nothing is known: the API may need no subscription, and the warning would be a guess.
 */
function hasKeys(subject: Subject): boolean {
  return (
    subject.named("rate-limit", "quota").length > 0 ||
    /context\.(?:Subscription|Product|User)\b|subscription-key|api-key/i.test(subject.text)
  );
}

/** Whether a token goes to the call's backend: not where it signs on a request of the policy's own. */
function signsCallOn(step: Step, subject: Subject): boolean {
  if (isOwnRequest(step)) return false;
  const variable = literalOf(step.node, "output-token-variable-name");
  if (variable === undefined) return true;
  return subject.expressions.some(
    ({ step: use, reads }) =>
      reads.some(({ name }) => name === variable) &&
      !isOwnRequest(use) &&
      [use, ...use.parents].some(
        ({ node }) =>
          node.name === "set-header" && literalOf(node, "name")?.toLowerCase() === "authorization",
      ),
  );
}

export const keyReachesBackend: Rule = {
  code: "LINT_KEY_REACHES_BACKEND",
  title: "The caller's key reaches the backend",
  why: "API Management sends the caller's headers on. A subscription key that a backend logs is a key that others can use.",
  docs: learn("api-management-subscriptions"),
  *check(subject) {
    if (subject.isFragment || subject.includesFragments || !hasKeys(subject)) return;
    const identity = subject
      .named("authentication-managed-identity")
      .find((step) => ["inbound", "backend"].includes(step.section) && signsCallOn(step, subject));
    if (!identity) return;
    const removed = new Set([
      ...subject.steps.flatMap(({ node }) => removedHeader(node) ?? []),
      ...(subject.folder?.removedHeaders ?? []),
    ]);
    const left = keyHeaders.filter((name) => !removed.has(name));
    if (left.length === keyHeaders.length || (left.length === 1 && left[0] === "api-key"))
      yield {
        place: identity.node.place,
        message: `The backend gets a token here, and the caller's key (${left.join(", ")}) as well`,
        hint: `add <set-header name="${left[0]}" exists-action="delete" /> before the call goes out`,
      };
  },
};

/** Long, without blanks, with letters and digits: what keys and tokens look like. */
const looksSecret = (text: string) =>
  /^(?:Bearer |Basic )?[A-Za-z0-9+/_=.-]{20,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);

export const secretInClear: Rule = {
  code: "LINT_SECRET_IN_CLEAR",
  title: "A secret stands in the document",
  why: "Policies are read by everyone who may see the service, and kept in source control.",
  docs: learn("api-management-howto-properties"),
  *check(subject) {
    for (const { node, parents } of subject.steps) {
      const header = parents.at(-1)?.node;
      const isHeader =
        node.name === "value" &&
        header?.name === "set-header" &&
        secretHeaders.includes(literalOf(header, "name")?.toLowerCase() ?? "");
      const password =
        node.name === "authentication-basic"
          ? node.attributes.find(({ name }) => name === "password")?.value
          : undefined;
      const text = isHeader ? node.text : password;
      if (!text || text.kind !== "literal" || text.namedValues.length) continue;
      if (password ? text.value.trim() !== "" : looksSecret(text.value.trim()))
        yield {
          place: text.place,
          message: isHeader
            ? `The header ${literalOf(header, "name")} has a secret in clear`
            : "The password stands in clear",
          hint: "put it into a secret named value and write {{its-name}} here",
        };
    }
  },
};
