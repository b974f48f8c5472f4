import { connectionsOf } from "../network/privateEndpoints";
import { fault, learn, type Rule } from "../rule";
import { idOf, sameId, type Subject, text } from "../subject";

const scope = "microsoft.insights/privatelinkscopes";
const design = `${learn}/azure-monitor/fundamentals/private-link-design`;
const linkable =
  /\/providers\/microsoft\.(operationalinsights\/workspaces|insights\/(components|datacollectionendpoints))\/[^/]+$/i;

/** Azure Monitor behind private endpoints. */
export const privateLinkScopeRules: readonly Rule[] = [
  {
    code: "BadRequest",
    inferred: true,
    types: [`${scope}/scopedresources`],
    source: `${learn}/azure-monitor/fundamentals/private-link-security#ampls-resources`,
    *check(subject, context) {
      const linked = subject.text("linkedResourceId");
      if (linked === undefined) {
        if (subject.inputs["linkedResourceId"] === undefined)
          yield fault("linkedResourceId", "is missing", "the id of a workspace or component");
        return;
      }
      if (!linkable.test(linked))
        yield fault(
          "linkedResourceId",
          "leads to what no scope takes",
          "the id of a workspace, an Application Insights component or a data collection endpoint",
        );
      const twin = context
        .earlier(subject)
        .find(
          (other) => sameId(other.parent, subject.parent) && sameId(other.text("linkedResourceId"), linked),
        );
      if (twin)
        yield fault("linkedResourceId", `is in the scope already, as ${twin.name}`, "each resource once");
    },
  },
  {
    code: "AZURE_DNS_OVERRIDE",
    types: ["microsoft.network/privateendpoints"],
    source: `${design}#ampls-limits`,
    *check(subject, context) {
      const [own] = scopesOf(subject);
      const network = networkOf(subject);
      if (own === undefined || network === undefined) return;
      for (const other of context.earlier(subject)) {
        const [theirs] = scopesOf(other);
        if (theirs !== undefined && !sameId(theirs, own) && networkOf(other) === network)
          yield fault(
            "privateLinkServiceConnections",
            `leads to a second private link scope from one network, beside ${other.name}`,
            "one scope for all networks that share their DNS",
          );
      }
    },
  },
];

function scopesOf(endpoint: Subject): readonly string[] {
  return connectionsOf(endpoint)
    .map(({ target }) => target)
    .filter((target) => /\/providers\/microsoft\.insights\/privatelinkscopes\/[^/]+$/i.test(target));
}

function networkOf(endpoint: Subject): string | undefined {
  return text(idOf(endpoint.at("subnet")))
    ?.replace(/\/subnets\/[^/]+$/i, "")
    .toLowerCase();
}
