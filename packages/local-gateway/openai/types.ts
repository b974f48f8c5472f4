import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Random } from "@azure-genai-gateway/common/random";
import type { TokenCounter } from "../tokens/tokenCounter";
import type { AccountLedger, DeploymentBehaviour, Outage } from "../answers/types";
import type { Recordings } from "./recordings";

/** A simulated Azure OpenAI account, made from the declared account and its deployments. */
export interface SimulatedAccountOptions {
  /** The custom subdomain: the account answers at https://SUBDOMAIN.openai.azure.com. */
  readonly subdomain: string;
  readonly region: string;
  readonly deployments: readonly SimulatedDeployment[];
  /** Bearer tokens are accepted when this says so. */
  readonly acceptsToken: (token: string) => boolean;
  /** Keys that the `api-key` header may carry, when local auth is on; default none, which is local auth off. */
  readonly keys?: readonly string[];
  /**
   * Takes any key, and where no deployments are given any deployment, by the name of its model: for accounts of which
   * nothing is known but the address. Default false.
   */
  readonly open?: boolean;
  /** Names that models of an open account may have; default those that Azure takes for deployments. */
  readonly names?: RegExp;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
  /**
   * How long a provisioned deployment may be used above its rate before it is 100 % utilised, in milliseconds;
   * default 10,000. Microsoft documents the leaky bucket but not its size.
   */
  readonly utilizationWindowMs?: number;
  /**
   * Answers of a real account, given in place of simulated ones where the request is the same. They stand outside
   * limits, latency and faults: what the real account said, its refusals included, is said again at its pace.
   */
  readonly recordings?: Recordings;
}

export interface SimulatedDeployment {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  /** The deployment's SKU name: Standard, GlobalStandard, ProvisionedManaged, GlobalProvisionedManaged, ... */
  readonly sku: string;
  /** Thousands of tokens per minute for Standard SKUs, PTUs for provisioned ones. */
  readonly capacity: number;
  /** Default: what comes with the tokens per minute for the model. Standard SKUs only. */
  readonly requestsPerMinute?: number;
  /**
   * The Standard deployment that takes what this provisioned one refuses (429) or fails (500, 503):
   * https://learn.microsoft.com/azure/foundry/openai/how-to/spillover-traffic-management. Default none; a request's
   * x-ms-spillover-deployment header names one for itself.
   */
  readonly spilloverDeploymentName?: string;
  /** How it answers at first; `configure` changes it later. */
  readonly behaviour?: DeploymentBehaviour;
}

export interface SimulatedAccount {
  readonly subdomain: string;
  readonly handle: HttpHandler;
  readonly region: string;
  readonly ledger: AccountLedger;
  /** Changes how a deployment answers from the next call on. Throws for a name the account does not have. */
  configure(deployment: string, behaviour: DeploymentBehaviour): void;
  /** The same for all deployments, those included that are there as soon as they are called. */
  configureAll(behaviour: DeploymentBehaviour): void;
  /** How a deployment answers now. Throws for a name the account does not have. */
  behaviourOf(deployment: string): DeploymentBehaviour;
  /** Names of the deployments, as declared. */
  readonly deployments: readonly string[];
  /** What a deployment was declared as. Throws for a name the account does not have. */
  deployment(name: string): SimulatedDeployment;
  /** How much of a provisioned deployment is in use, 1 being all of it; undefined for those sold by the token. */
  utilization(deployment: string): number | undefined;
  /** Takes the whole account down, or brings it back with undefined. */
  setOutage(outage: Outage | undefined): void;
  readonly outage: Outage | undefined;
}

export type {
  AccountLedger,
  Charges,
  DeploymentBehaviour,
  Fault,
  Jitter,
  Latency,
  Outage,
  ServedCall,
} from "../answers/types";
