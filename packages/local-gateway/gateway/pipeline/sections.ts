import type { PolicySection } from "@azure-genai-gateway/policy-language/document";
import type { PolicyDefinition, PolicyStep } from "../policy";
import type { DocumentSteps } from "./documents";

/** What runs for one operation under one product, every `<base/>` replaced. */
export type SectionSteps = Readonly<Record<PolicySection, readonly PolicyStep[]>>;

/**
 * Splices scopes from the inside out: operation, API, product, global. A section without `<base/>` drops its parents'.
 * A document that has no backend section at all leaves its parents' in place, and where none has one, Azure's own
 * global policy forwards the request; for the other sections "not there" and "empty" come to the same. [The first is
 * inferred: documents of an inbound section alone are common, and their requests do reach the backend.]
 * https://learn.microsoft.com/azure/api-management/set-edit-policies#use-base-element-to-set-policy-evaluation-order
 *
 * @param scopes documents from the innermost to the outermost; scopes that have none are left out.
 */
export function spliceSections(
  scopes: readonly (DocumentSteps | undefined)[],
  definitions: readonly PolicyDefinition[],
): SectionSteps {
  const documents = scopes.filter((scope) => scope !== undefined);
  const splice = (section: PolicySection) =>
    sectionFrom(documents, 0, section, defaultSteps(section, definitions));
  return {
    inbound: splice("inbound"),
    backend: splice("backend"),
    outbound: splice("outbound"),
    "on-error": splice("on-error"),
  };
}

function sectionFrom(
  documents: readonly DocumentSteps[],
  index: number,
  section: PolicySection,
  outermost: readonly PolicyStep[],
): readonly PolicyStep[] {
  const document = documents[index];
  if (!document) return outermost;
  const parent = () => sectionFrom(documents, index + 1, section, outermost);
  const own = document.get(section);
  if (!own) return section === "backend" ? parent() : [];
  return own.flatMap((step) => (step === "base" ? parent() : step));
}

let forward: readonly PolicyStep[] | undefined;

/** The policy that Azure itself gives to all APIs: it forwards, and does nothing else. */
function defaultSteps(
  section: PolicySection,
  definitions: readonly PolicyDefinition[],
): readonly PolicyStep[] {
  if (section !== "backend") return [];
  forward ??= definitions
    .filter(({ name }) => name === "forward-request")
    .map((definition) =>
      definition.build(
        {
          name: "forward-request",
          attributes: new Map(),
          children: [],
          rawText: "",
          place: { file: "Azure's own global policy", line: 1, column: 1 },
        },
        { buildChildren: () => [], problems: [], scope: "global", identity: "global/forward-request" },
      ),
    );
  return forward;
}
