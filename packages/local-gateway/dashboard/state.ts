import { dateOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { accountAt } from "../stack/accounts";
import type { GuardService } from "../stack/guardServices";
import { isProvisioned, type Fault, type Outage, type SimulatedAccount } from "../openai";
import type { LocalStack } from "../stack/stack";
import { spendingOf, type PriceNote } from "./costs";
import type { Feed, RequestSummary, Second } from "./feed";
import { limitsOf, type LimitState } from "./limits";
import type { RangeSums } from "./usage";
import { matching, PAGE, type View } from "./view";

export interface BackendState {
  readonly id: string;
  readonly kind: "PTU" | "PAYG" | "other";
  /** Account and deployments behind it; empty where it is none of this machine's. */
  readonly account: string;
  readonly breakerOpen: boolean;
  /** 1 is all of it; absent for what is sold by its use. */
  readonly utilization?: number;
  /** What pay-as-you-go is paid by. */
  readonly paidBy?: "token" | "page";
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars since the start. */
  readonly cost: number;
}

export interface DashboardState {
  readonly service: string;
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly now: number;
  readonly instances: number;
  readonly backends: readonly BackendState[];
  /** Those of which the least is left, first. */
  readonly limits: readonly LimitState[];
  /** Of the range and the product that are looked at. */
  readonly usage: RangeSums;
  /** Products that can be looked at. */
  readonly products: readonly string[];
  readonly accounts: readonly AccountState[];
  /** Where the gateway stands; empty where that is one region, which nobody could lose and go on. */
  readonly regions: readonly { readonly name: string; readonly lost: boolean; readonly online: boolean }[];
  /** Subscriptions a chat can be sent as, and deployments it can be sent to. */
  readonly subscriptions: readonly { readonly name: string; readonly product: string }[];
  readonly chatDeployments: readonly string[];
  readonly prices: PriceNote;
  readonly history: readonly Second[];
  readonly requests: RequestPage;
}

export interface RequestPage {
  /** Calls that match, of those that are kept. */
  readonly total: number;
  readonly kept: number;
  /** Calls of a whole page. */
  readonly size: number;
  /** The newest first. */
  readonly page: readonly RequestSummary[];
  /** What can be chosen of. */
  readonly backends: readonly string[];
  readonly subscriptions: readonly string[];
}

export interface AccountState {
  readonly name: string;
  /** What people call it: the backends that it stands behind; its own name where there are none. */
  readonly title: string;
  readonly outage: Outage | null;
  readonly deployments: readonly { readonly name: string; readonly fault: Fault | null }[];
}

/** Limits that a snapshot carries: users have some each, and there may be thousands. */
const SHOWN_LIMITS = 100;

/** Everything the page shows, at one moment. Keys are not part of it. */
export function stateOf(
  stack: LocalStack,
  feed: Feed,
  now: number,
  catalogue: Catalogue,
  view: View,
): DashboardState {
  const { service } = stack.gateway;
  const { startedAt } = feed;
  const open = new Set(stack.instances.flatMap((instance) => instance.openBreakers()));
  const products = new Map(service.products.map(({ id, name }) => [id, name]));
  const unpriced = new Set<string>();
  const mask = maskOf(service.subscriptions.flatMap((one) => [one.primaryKey, one.secondaryKey]));
  return {
    service: service.name,
    startedAt,
    now,
    instances: stack.instances.length,
    backends: [...service.backends.values()].flatMap((backend) => {
      if (backend.kind !== "single") return [];
      const { account, service } = behind(backend.url, stack);
      const bought = boughtOf(account, service);
      const hours = (now - startedAt) / 3_600_000;
      const { unpriced: without, ...spent } = spendingOf(
        feed.tokens(backend.id),
        account,
        hours,
        catalogue,
        feed.costs(backend.id),
      );
      for (const what of without) unpriced.add(what);
      return {
        id: backend.id,
        kind: bought.kind,
        account: account?.subdomain ?? "",
        breakerOpen: open.has(backend.id),
        ...(bought.utilization === undefined ? {} : { utilization: bought.utilization }),
        ...(bought.paidBy === undefined ? {} : { paidBy: bought.paidBy }),
        ...spent,
      };
    }),
    limits: limitsOf(
      stack.counters.flatMap((counters, index) =>
        counters.list().map((counter) => ({ ...counter, instance: index + 1 })),
      ),
      mask,
    ).slice(0, SHOWN_LIMITS),
    usage: feed.usage.sums(view.range, view.product),
    products: service.products.map(({ id }) => id),
    accounts: [...stack.accounts.values()].map((account) => ({
      name: account.subdomain,
      title: titleOf(account, stack),
      outage: account.outage ?? null,
      deployments: account.deployments.map((name) => ({
        name,
        fault: account.behaviourOf(name).fault ?? null,
      })),
    })),
    regions: regionsOf(stack),
    subscriptions: service.subscriptions.flatMap(({ active, name, scope }) =>
      active && scope.kind === "product" ? { name, product: products.get(scope.productId) ?? "" } : [],
    ),
    chatDeployments: chatDeploymentsOf(stack),
    prices: { asOf: dateOf(catalogue), unpriced: [...unpriced] },
    history: feed.history(),
    requests: pageOf(feed.requests(), view, now),
  };
}

function pageOf(requests: readonly RequestSummary[], view: View, now: number): RequestPage {
  const found = matching(requests, view, now);
  const named = (name: "backend" | "subscription") =>
    [...new Set(requests.map((one) => one[name]))].filter(Boolean).sort();
  return {
    total: found.length,
    kept: requests.length,
    size: PAGE,
    page: found.slice(view.offset, view.offset + PAGE),
    backends: named("backend"),
    subscriptions: named("subscription"),
  };
}

function titleOf(account: SimulatedAccount, stack: LocalStack): string {
  const names = [...stack.gateway.service.backends.values()].flatMap((backend) =>
    backend.kind === "single" && behind(backend.url, stack).account === account ? [backend.id] : [],
  );
  return names.length > 0 ? names.join(", ") : account.subdomain;
}

/** Who answers at an address: a resource of several services has one name for all of them, so that services come first. */
function behind(
  url: string,
  { services, accounts }: LocalStack,
): { readonly account?: SimulatedAccount; readonly service?: GuardService } {
  if (!URL.canParse(url)) return {};
  const { hostname } = new URL(url);
  const service = services.get(hostname);
  return service ? { service } : { account: accountAt(hostname, accounts) };
}

function regionsOf({ regions, online }: LocalStack): DashboardState["regions"] {
  if (regions.length === 1) return [];
  return regions.map(({ name, lostAt }) => ({
    name,
    lost: lostAt !== undefined,
    online: online.includes(name),
  }));
}

function boughtOf(
  account: SimulatedAccount | undefined,
  service: GuardService | undefined,
): Pick<BackendState, "kind" | "utilization" | "paidBy"> {
  if (service?.paidBy) return { kind: "PAYG", paidBy: service.paidBy };
  if (!account) return { kind: "other" };
  const provisioned = account.deployments
    .map((name) => account.deployment(name))
    .filter(({ sku }) => isProvisioned(sku));
  if (provisioned.length === 0) return { kind: "PAYG", paidBy: "token" };
  return {
    kind: "PTU",
    utilization: Math.max(...provisioned.map(({ name }) => account.utilization(name) ?? 0)),
  };
}

function chatDeploymentsOf(stack: LocalStack): readonly string[] {
  const names = [...stack.accounts.values()].flatMap((account) =>
    account.deployments.filter((name) => !/embedding|image/i.test(account.deployment(name).model)),
  );
  return [...new Set(names)];
}

function maskOf(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= 4);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, "[key]"), text);
}
