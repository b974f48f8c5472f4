import type { PriceUnit } from "@azure-genai-gateway/catalogue";

/** A resource as a program declares it. */
export interface CostedResource {
  /** Pulumi's type token. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** false: a component, which is nothing in Azure. Default true. */
  readonly custom?: boolean;
}

/** One thing that is paid for, at its price. */
export interface CostItem {
  /** For people: `3 units of Premium in swedencentral`. */
  readonly what: string;
  readonly quantity: number;
  /** US dollars for one. */
  readonly price: number;
  readonly per: PriceUnit;
  /** Day of the price, YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
  readonly unverified: boolean;
}

/** What a resource costs by being there. US dollars. */
export interface CostLine {
  readonly name: string;
  readonly type: string;
  readonly hour: number;
  /** 730 hours. */
  readonly month: number;
  readonly items: readonly CostItem[];
}

/** What a resource costs by its use: its price is known, its amount is not. */
export interface UsageLine {
  readonly name: string;
  readonly type: string;
  readonly what: string;
  readonly asOf: string;
  readonly source: string;
  readonly unverified: boolean;
}

export interface Cost {
  readonly currency: "USD";
  /** US dollars an hour, and in a month of 730 hours, without what is paid by use. */
  readonly hour: number;
  readonly month: number;
  readonly fixed: readonly CostLine[];
  readonly usage: readonly UsageLine[];
  /** What has no price in the catalogue, and is not known to be free: the totals are without it. */
  readonly unpriced: readonly { readonly name: string; readonly type: string; readonly why: string }[];
  readonly free: readonly { readonly type: string; readonly count: number; readonly why: string }[];
  /** Days of the oldest and the newest price in here. */
  readonly pricesFrom: string;
  readonly pricesTo: string;
  /** What the prices of resources are list prices of, where a region has none of its own. */
  readonly region: string;
}

/** What a pricer says of a resource; the catalogue gives the price. */
export type Charge =
  | {
      readonly kind: "fixed";
      /** Of the catalogue's block `resources`. */
      readonly key: string;
      readonly quantity: number;
      readonly what: string;
      readonly location?: string;
    }
  | { readonly kind: "usage"; readonly key: string; readonly what: string; readonly location?: string }
  | { readonly kind: "ptu"; readonly sku: string; readonly quantity: number; readonly model: string }
  | { readonly kind: "tokens"; readonly sku: string; readonly model: string }
  | { readonly kind: "unpriced"; readonly why: string };

/** Charges of one resource; `all` are the stack's, for what stands in another resource. */
export type Pricer = (resource: CostedResource, all: readonly CostedResource[]) => readonly Charge[];
