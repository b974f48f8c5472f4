import { among, fault, learn, type Rule, within } from "../rule";
import { lastSegment, sameId } from "../subject";
import { childOf } from "./apis";
import { earlierInService, emailPattern, service, serviceId, serviceOf } from "./tiers";

const templates = `${learn}/templates/microsoft.apimanagement/service`;
/** Groups that every service has (https://learn.microsoft.com/azure/api-management/api-management-howto-create-groups). */
const builtInGroups = new Set(["administrators", "developers", "guests"]);

/** Products, who belongs to them, and who calls them. */
export const productRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types: [`${service}/products`],
    source: `${templates}/products`,
    *check(subject) {
      const length = subject.text("displayName")?.length ?? 0;
      if (length > 300) yield fault("displayName", `has ${length} characters`, "300 at most");
      if (subject.at("displayName") === "") yield fault("displayName", "is empty", "a name");
      if ((subject.text("description")?.length ?? 0) > 1000)
        yield fault("description", "is too long", "1,000 characters at most");
      yield* among(subject, "state", ["published", "notPublished"]);
      yield* within(subject, "subscriptionsLimit", 1, 2 ** 31 - 1);
      if (subject.at("subscriptionRequired") !== false) return;
      for (const path of ["approvalRequired", "subscriptionsLimit"])
        if (subject.has(path))
          yield fault(
            path,
            "is given for a product without subscriptions",
            "subscriptionRequired true, or leave it out",
          );
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/products/apis`, `${service}/products/groups`],
    source: `${templates}/products/apis`,
    *check(subject, context) {
      const kind = subject.type.endsWith("/apis") ? "apis" : "groups";
      if (kind === "groups" && builtInGroups.has(subject.name.toLowerCase())) return;
      yield* context.need(
        subject,
        childOf(subject, context, kind, subject.name),
        `${kind.slice(0, -1)} '${subject.name}'`,
      );
    },
  },
  {
    // That the service refuses it, and how, is inferred: its page says that there is at most one.
    code: "ValidationError",
    types: [`${service}/products/apis`],
    source: `${learn}/api-management/api-management-subscriptions`,
    *check(subject, context) {
      const open = (id: string) => {
        const product = /^(.*\/products\/[^/]+)\/apis\//i.exec(id)?.[1];
        return product !== undefined && context.find(product)?.at("subscriptionRequired") === false;
      };
      if (!open(subject.id)) return;
      for (const other of earlierInService(subject, context))
        if (other.name.toLowerCase() === subject.name.toLowerCase() && open(other.id))
          yield fault(
            "productId",
            `is a second open product of API ${subject.name}`,
            "one product without subscriptions for an API",
          );
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/subscriptions`],
    source: `${templates}/subscriptions`,
    *check(subject, context) {
      const scope = subject.text("scope");
      if (scope !== undefined) {
        const match = /\/(products|apis)\/([^/]+)$/.exec(scope);
        if (match?.[1] && match[2]) {
          const found = context.find(`${serviceId(subject.id)}/${match[1]}/${match[2]}`);
          yield* context.need(subject, found, `${match[1].slice(0, -1)} '${match[2]}'`);
          if (found?.at("subscriptionRequired") === false && match[1] === "products")
            yield fault(
              "scope",
              `leads to product ${found.name}, which takes no subscriptions`,
              "subscriptionRequired true",
            );
        } else if (!/\/apis\/?$/.test(scope) && !sameId(scope.replace(/\/$/, ""), serviceId(subject.id)))
          yield fault("scope", `is '${scope}'`, "/products/ID, /apis/ID or /apis");
        const own = /^\/subscriptions\//i.test(scope) ? serviceId(scope) : undefined;
        if (own !== undefined && !sameId(own, serviceId(subject.id)))
          yield fault("scope", `leads to the service ${lastSegment(own)}`, "the subscription's own service");
      }
      const length = subject.text("displayName")?.length ?? 0;
      if (length > 100 || subject.at("displayName") === "")
        yield fault("displayName", `has ${length} characters`, "1 to 100");
      const [primary, secondary] = [subject.text("primaryKey"), subject.text("secondaryKey")];
      for (const [path, key] of [
        ["primaryKey", primary],
        ["secondaryKey", secondary],
      ] as const)
        if ((key?.length ?? 1) > 256 || subject.at(path) === "")
          yield fault(path, `has ${key?.length ?? 0} characters`, "1 to 256");
      if (primary !== undefined && primary === secondary)
        yield fault("secondaryKey", "is the primary key", "a key of its own");
      for (const other of earlierInService(subject, context))
        if (
          [primary, secondary].some(
            (key) =>
              key !== undefined && [other.text("primaryKey"), other.text("secondaryKey")].includes(key),
          )
        )
          yield fault("primaryKey", `is a key of subscription ${other.name} already`, "keys of its own");
      yield* among(subject, "state", [
        "suspended",
        "active",
        "expired",
        "submitted",
        "rejected",
        "cancelled",
      ]);
      const owner = subject.text("ownerId");
      if (owner !== undefined && lastSegment(owner) !== "1")
        yield* context.need(
          subject,
          childOf(subject, context, "users", owner),
          `user '${lastSegment(owner)}'`,
        );
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/users`],
    source: `${templates}/users`,
    *check(subject, context) {
      const email = subject.text("email");
      if (email !== undefined && (!emailPattern.test(email) || email.length > 254))
        yield fault("email", `is '${email}'`, "name@example.com");
      for (const path of ["firstName", "lastName"])
        if ((subject.text(path)?.length ?? 1) > 100 || subject.at(path) === "")
          yield fault(path, "has no length from 1 to 100", "a name");
      for (const other of earlierInService(subject, context))
        if (email !== undefined && other.text("email")?.toLowerCase() === email.toLowerCase())
          yield fault("email", `is that of user ${other.name}`, "an address of its own");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/groups`],
    source: `${templates}/groups`,
    *check(subject) {
      const type = subject.text("type");
      if (type === "external" && !subject.has("externalId"))
        yield fault("externalId", "is missing for an external group", "aad://TENANT/groups/ID");
      if (builtInGroups.has(subject.name.toLowerCase()))
        yield fault("groupId", `is '${subject.name}', which the service has itself`, "another name");
      if ((subject.text("displayName")?.length ?? 1) > 300)
        yield fault("displayName", "is too long", "300 characters at most");
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/gateways`],
    source: `${learn}/api-management/self-hosted-gateway-overview`,
    *check(subject, context) {
      const sku = serviceOf(subject, context)?.text("sku.name");
      if (sku !== undefined && !["Developer", "Premium"].includes(sku))
        yield fault("", `a self-hosted gateway is not there in ${sku}`, "Developer or Premium");
    },
  },
];
