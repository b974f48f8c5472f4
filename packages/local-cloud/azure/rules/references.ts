import { armReferences } from "../references";
import { localSubscription } from "../seeded";
import type { RuleContext } from "./context";
import { type Finding, learn, type Rule } from "./rule";
import { shortId, type Subject } from "./subject";

/** What a landing zone has before its workloads come, and programs add children to. */
const shared =
  /\/providers\/(microsoft\.keyvault\/vaults|microsoft\.network\/(virtualnetworks|privatednszones))\/[^/]+$/i;

/** What a platform team has, and programs add their own parts to: trusted in a group that is nobody's here. */
const brought =
  /\/providers\/microsoft\.(apimanagement\/service|cognitiveservices\/accounts(\/[^/]+\/projects)?|apicenter\/services\/[^/]+\/workspaces|insights\/privatelinkscopes)\/[^/]+$/i;

/** What is there with its parent, without anybody declaring it. */
const builtIn = [
  /\/service\/[^/]+\/loggers\/azuremonitor$/i,
  /\/service\/[^/]+\/groups\/(administrators|developers|guests)$/i,
  /\/service\/[^/]+\/users\/1$/i,
  /\/consumergroups\/\$default$/i,
  /\/authorizationrules\/rootmanagesharedaccesskey$/i,
  /\/providers\/microsoft\.authorization\/roledefinitions\/[^/]+$/i,
  /\/providers\/microsoft\.network\/networkinterfaces\//i,
];

/** Entities of API Management that rules of their own ask for. */
const ownRule =
  /\/providers\/microsoft\.apimanagement\/service\/[^/]+\/(backends|loggers|products|apis|apiversionsets|certificates|users)\/[^/]+$/i;

/** The id up to the resource itself: what stands behind it names a part, such as an Application Gateway's listener. */
const partOf =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.network\/applicationgateways\/[^/]+)\/.+$/i;

export const referenceRules: readonly Rule[] = [
  {
    code: "ParentResourceNotFound",
    status: 404,
    types: ["*"],
    source: `${learn}/azure-resource-manager/troubleshooting/error-parent-resource`,
    *check(subject, context) {
      const { parent } = subject;
      // Resource groups and what is usually shared are left out: the program may be adding to one that is there already.
      if (subject.identity.type.names.length < 2 || parent === undefined || subject.contained) return;
      const found = context.find(parent);
      if (!found && (shared.test(parent) || isOutside(parent))) return;
      // Where the program makes such things itself in that group, one that is missing is a slip.
      const kind = parent.slice(0, parent.lastIndexOf("/") + 1);
      const makesOwn = context.subjects.some(
        ({ key }) =>
          key.startsWith(kind.toLowerCase()) && !key.slice(kind.length).includes("/") && key !== subject.key,
      );
      if (!found && brought.test(parent) && !context.holds(parent) && !makesOwn) return;
      yield* context.need(subject, found, `its parent ${shortId(parent)}`);
    },
  },
  {
    code: "InvalidResourceReference",
    types: ["*"],
    source: `${learn}/azure-resource-manager/troubleshooting/error-invalid-reference`,
    check: dangling,
  },
];

/**
 * Other subscriptions' resources are taken on trust, and so are resource groups that neither the program nor the cloud
 * made: they were there before.
 */
function* dangling(subject: Subject, context: RuleContext): Generator<Finding> {
  if (subject.contained) return;
  const seen = new Set<string>();
  for (const { path, id } of armReferences(subject.inputs)) {
    const key = id.toLowerCase();
    if (seen.has(key) || key.startsWith(subject.key) || isOutside(id) || !context.holds(id)) continue;
    seen.add(key);
    if (ownRule.test(id) && subject.type.startsWith("microsoft.apimanagement/service/")) continue;
    if (builtIn.some((pattern) => pattern.test(id))) continue;
    const found = context.find(id) ?? context.find(partOf.exec(id)?.[1]);
    if (found?.resource === subject.resource) continue;
    yield* context.need(subject, found, `what ${path} leads to, ${shortId(id)}`);
  }
}

function isOutside(id: string): boolean {
  return (
    /^\/subscriptions\//i.test(id) && !id.toLowerCase().startsWith(`/subscriptions/${localSubscription}/`)
  );
}
