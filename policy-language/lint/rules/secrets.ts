import { learn, literalOf, type Rule } from "../rule";
import type { Step } from "../subject";

const keyHeaders = ["api-key", "ocp-apim-subscription-key"];
const secretHeaders = [...keyHeaders, "authorization", "x-functions-key", "x-api-key"];

const headerName = ({ node }: Step) => literalOf(node, "name")?.toLowerCase() ?? "";

export const keyReachesBackend: Rule = {
  code: "LINT_KEY_REACHES_BACKEND",
  title: "The caller's key reaches the backend",
  why: "API Management sends the caller's headers on. A subscription key that a backend logs is a key that others can use.",
  docs: learn("api-management-subscriptions"),
  *check(subject) {
    if (subject.isFragment || subject.includesFragments) return;
    const [identity] = subject
      .named("authentication-managed-identity")
      .filter(({ section }) => section === "inbound" || section === "backend");
    if (!identity) return;
    const removed = new Set(
      subject
        .named("set-header")
        .filter(({ node }) => ["delete", "override", undefined].includes(literalOf(node, "exists-action")))
        .map(headerName),
    );
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
