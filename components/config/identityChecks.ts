import { apiNames } from "./schema";
import { isGuid } from "./schema/identity";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

type Product = NonNullable<NonNullable<SalvagedConfig["products"]>[number]>;
type Identity = NonNullable<Product["identity"]>;
type Path = readonly (string | number)[];

/** What says whose tokens a product takes. */
const conditions = ["applications", "roles", "groups", "users"] as const;

/** Products that are called with tokens: what takes more than one key to see. */
export function identityChecks(config: SalvagedConfig, report: Report): void {
  const open: { readonly index: number; readonly identity: Identity; readonly apis: Product["apis"] }[] = [];
  const door = (config.products ?? []).some((product) => product?.identity?.mode === "entra");
  for (const [index, product] of (config.products ?? []).entries()) {
    const { identity, name } = product ?? {};
    if (door && name !== undefined && /(?:^|-)by-token$/i.test(name))
      report(
        "CONFIG_BUILT_IN_NAME",
        ["products", index, "name"],
        `"${name}" is the name of the open product that calls with tokens come in by`,
        "Choose another name",
      );
    if (!product || !identity?.mode) continue;
    const path = ["products", index, "identity"];
    if (identity.mode !== "key") withoutEntra(config, path, report);
    identityProblems(identity, config.entra, path, report);
    if (identity.mode === "entra") {
      withoutKeys(product, index, report);
      for (const earlier of open) hidden(earlier, identity, product.apis, path, report);
      open.push({ index, identity, apis: product.apis });
    }
  }
}

type Entra = NonNullable<SalvagedConfig["entra"]>;

/** What is wrong with an identity by itself, whoever's it is, a product's or a contract's. */
export function identityProblems(
  identity: Identity,
  entra: Entra | undefined,
  path: Path,
  report: Report,
): void {
  if (identity.mode === "key") unusedByKeys(identity, path, report);
  else withToken(identity, entra, path, report);
}

function unusedByKeys(identity: Identity, path: Path, report: Report): void {
  const unused = (
    ["audience", "tenants", "applications", "roles", "groups", "users", "perUser"] as const
  ).filter((key) => identity[key] !== undefined);
  if (unused.length > 0)
    report(
      "CONFIG_IDENTITY_UNUSED",
      [...path, "mode"],
      `With mode key no token is looked at, so ${unused.join(", ")} would check nothing`,
      "Write mode: both or mode: entra, or take the keys out",
    );
}

function withToken(identity: Identity, entra: Entra | undefined, path: Path, report: Report): void {
  const known = (entra?.tenants ?? []).flatMap((tenant) => tenant?.toLowerCase() ?? []);
  for (const [at, tenant] of (identity.tenants ?? []).entries())
    if (tenant !== undefined && entra?.tenants !== undefined && !known.includes(tenant.toLowerCase()))
      report(
        "CONFIG_IDENTITY_TENANT",
        [...path, "tenants", at],
        `${tenant} is none of entra.tenants, so its tokens are refused before the product is looked at`,
        "Write it there too, or take it out here",
      );
  const { audience } = identity;
  const same = (one: string | undefined) =>
    one === audience ||
    (audience !== undefined && isGuid(audience) && one?.toLowerCase() === audience.toLowerCase());
  if (audience !== undefined && entra?.audiences !== undefined && !entra.audiences.some(same))
    report(
      "CONFIG_IDENTITY_AUDIENCE",
      [...path, "audience"],
      `"${audience}" is none of entra.audiences, so tokens for it are refused before the product is looked at`,
      "Write it there too, or take it out here",
    );
  for (const [at, user] of (identity.users ?? []).entries())
    if (user !== undefined && (identity.userClaim ?? "oid") === "oid" && !isGuid(user))
      report(
        "CONFIG_IDENTITY_USER",
        [...path, "users", at],
        `"${user}" is no object id, which is what the claim oid names users by: no token would ever be theirs`,
        "Write the object id, 8-4-4-4-12 hexadecimal digits, or userClaim: sub for values of that claim",
      );
  if (conditions.every((key) => identity[key] === undefined))
    report(
      "CONFIG_IDENTITY_OPEN",
      [...path, "mode"],
      "Nothing says whose tokens: Microsoft Entra gives every application of a tenant a token for any audience, unless an assignment is required",
      `Write at least one of ${conditions.join(", ")}`,
    );
}

/** A part of a config may be without: GenAiApi says so itself. */
function withoutEntra({ entra, backends, environment }: SalvagedConfig, path: Path, report: Report): void {
  if (entra || (backends === undefined && environment === undefined)) return;
  report(
    "CONFIG_IDENTITY_NO_ENTRA",
    [...path, "mode"],
    "No tenant is named whose tokens are taken",
    "Write entra.tenants and entra.audiences",
  );
}

/** A product that only tokens open has no keys, and what counts by key counts nothing. */
function withoutKeys(product: Product, index: number, report: Report): void {
  if ((product.subscriptions ?? []).length > 0)
    report(
      "CONFIG_IDENTITY_KEYS",
      ["products", index, "subscriptions"],
      "A product with mode entra has no keys, and these subscriptions would open nothing",
      "Take them out, or write mode: both",
    );
  for (const key of ["subscriptionTokensPerMinute", "subscriptionTokenQuota", "subscriptionBudget"] as const)
    if (product[key] !== undefined)
      report(
        "CONFIG_IDENTITY_KEYS",
        ["products", index, key],
        "A product with mode entra has no subscriptions that could be counted",
        "Write identity.perUser: an application that calls for itself is a user, too",
      );
}

/** A token is for the first product that takes it, so one that asks for no more than an earlier one is never reached. */
function hidden(
  earlier: { readonly index: number; readonly identity: Identity; readonly apis: Product["apis"] },
  identity: Identity,
  apis: Product["apis"],
  path: Path,
  report: Report,
): void {
  const covers = (
    wide: readonly (string | undefined)[] | undefined,
    narrow: readonly (string | undefined)[] | undefined,
  ) =>
    wide === undefined ||
    (narrow !== undefined &&
      narrow.every((one) => wide.some((other) => other?.toLowerCase() === one?.toLowerCase())));
  const audiences = ({ audience }: Identity) => (audience === undefined ? undefined : [audience]);
  const all =
    conditions.every((key) => covers(earlier.identity[key], identity[key])) &&
    covers(earlier.identity.tenants, identity.tenants) &&
    covers(audiences(earlier.identity), audiences(identity)) &&
    covers(earlier.apis, apis ?? apiNames) &&
    (identity.users === undefined || (earlier.identity.userClaim ?? "oid") === (identity.userClaim ?? "oid"));
  if (all)
    report(
      "CONFIG_IDENTITY_HIDDEN",
      path,
      `Every token that this product takes is for products[${earlier.index}], which stands before it and asks for no more`,
      "Put the product that asks for more first, or let them ask for different applications, roles, groups or users",
    );
}
