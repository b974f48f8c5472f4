import type { PolicyText } from "../../reader/tree";
import { literalOf, type Rule } from "../rule";
import type { Step, Subject } from "../subject";

/** `/responses` and `/conversations` as a part of a path: not `/responsestatus`, nor a bare word. */
const storedPath = /\/(?:responses|conversations)(?![A-Za-z0-9_-])/;

/** A document that speaks of these decides itself whose a response is, or has none stored. */
const ownership = /["'](?:metadata|store|previous_response_id)["']/;

const signsOn = ({ node, section }: Step) =>
  section !== "outbound" &&
  section !== "on-error" &&
  (node.name === "authentication-managed-identity" ||
    (node.name === "set-header" &&
      ["authorization", "api-key"].includes(literalOf(node, "name")?.toLowerCase() ?? "") &&
      literalOf(node, "exists-action") !== "delete"));

/** What a branch that answers by itself is asked about goes nowhere, and a request of the policy's own is no caller's. */
const goesNowhere = ({ node, parents }: Step) =>
  [node, ...parents.map((parent) => parent.node)].some(
    ({ name, children }) =>
      name === "send-request" ||
      name === "send-one-way-request" ||
      (name === "when" && children.some((child) => child.name === "return-response")),
  );

function textsOf({ node }: Step): readonly PolicyText[] {
  return [...node.attributes.map(({ value }) => value), ...(node.text ? [node.text] : [])];
}

function firstStoredPath({ steps }: Subject): PolicyText | undefined {
  for (const step of steps) {
    if (step.section === "outbound" || step.section === "on-error" || goesNowhere(step)) continue;
    const text = textsOf(step).find(({ value }) => storedPath.test(value));
    if (text) return text;
  }
  return undefined;
}

export const storedUnowned: Rule = {
  code: "LINT_STORED_UNOWNED",
  title: "Responses that an account stores have no owner",
  why: "An account gives a stored response or conversation to whoever names its id, and all callers come to it as the gateway's one identity: any subscription can read, continue and delete what another one has stored.",
  docs: "https://learn.microsoft.com/azure/foundry/openai/how-to/responses",
  *check(subject) {
    // A fragment may see to it, and a fragment does not know what includes it.
    if (subject.isFragment || subject.includesFragments) return;
    if (ownership.test(subject.text) || !subject.steps.some(signsOn)) return;
    const text = firstStoredPath(subject);
    if (text)
      yield {
        place: text.place,
        message:
          "Calls to stored responses go to an account in the gateway's name, and nothing here says or asks whose a response is",
        hint: 'write the owner into the body\'s "metadata" and compare it before an id is passed on, or set "store" to false and answer GET and DELETE with 404',
      };
  },
};
