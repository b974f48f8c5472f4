import type { Clock } from "../../common/clock";
import type { HttpHandler } from "../../common/http";
import type { Random } from "../../common/random";
import type { TokenCounter } from "../gateway/policy";

/** A simulated Azure OpenAI account, made from the declared account and its deployments. */
export interface SimulatedAccountOptions {
  /** The custom subdomain: the account answers at https://SUBDOMAIN.openai.azure.com. */
  readonly subdomain: string;
  readonly region: string;
  readonly deployments: readonly SimulatedDeployment[];
  /** Bearer tokens are accepted when this says so; the account has no keys (local auth is off). */
  readonly acceptsToken: (token: string) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
}

export interface SimulatedDeployment {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  /** The deployment's SKU name: Standard, GlobalStandard, ProvisionedManaged, GlobalProvisionedManaged, ... */
  readonly sku: string;
  /** Thousands of tokens per minute for Standard SKUs, PTUs for provisioned ones. */
  readonly capacity: number;
}

/** What an account has served, for assertions and the summary of `npm start`. */
export interface AccountLedger {
  readonly calls: readonly ServedCall[];
}

export interface ServedCall {
  readonly at: number;
  readonly deployment: string;
  readonly operation: string;
  readonly status: number;
  readonly streamed: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Every request header the account received; tests look here for leaked client keys. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SimulatedAccount {
  readonly subdomain: string;
  readonly handle: HttpHandler;
  readonly ledger: AccountLedger;
}
