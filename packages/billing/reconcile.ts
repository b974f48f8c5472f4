import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { readInvoice, type Invoice } from "./invoice";
import { totalUsage, type BillOptions } from "./total";

export interface ReconcileOptions extends Omit<BillOptions, "by"> {
  /** An export of Azure's costs, as CSV. */
  readonly invoice: string;
  /** What a meter is for, by its name; undefined for what is not known. */
  readonly modelOfMeter: (
    meter: string,
  ) => { readonly kind: "tokens"; readonly model: string } | { readonly kind: "provisioned" } | undefined;
  /** Accounts that the gateway calls, by name; default all in the file, which is too much where others call them. */
  readonly accounts?: readonly string[];
  /** What a US dollar is in the billing currency; needed where the file has no costs in dollars. */
  readonly rate?: string;
}

/** Costs are in units of 10 ** -12 US dollars. */
export interface Difference {
  readonly day: string;
  readonly model: string;
  readonly gateway: bigint;
  readonly azure: bigint;
  /** What Azure charges more. */
  readonly difference: bigint;
}

export interface Reconciliation {
  /** First day, and the first that no longer counts. */
  readonly from: string;
  readonly to: string;
  /** Every model and day that either side has a cost of. */
  readonly lines: readonly Difference[];
  readonly total: Omit<Difference, "day" | "model">;
  /** Azure's charge for PTUs, which is by the hour and in no call's cost. */
  readonly provisioned: bigint;
  /** What calls at provisioned backends would have cost by tokens: in neither column. */
  readonly onProvisioned: bigint;
  /** Meters that are no known model's tokens: in neither column. */
  readonly otherMeters: readonly { readonly meter: string; readonly cost: bigint }[];
  /** Calls of the gateway's without a price: not in its column. */
  readonly unpriced: number;
  /** Streams that are in its column at the most they can have cost. */
  readonly atBound: number;
  /** Accounts that were named and have no line in the file. */
  readonly absent: readonly string[];
  /** First and last day that the file has a line of. */
  readonly days: readonly [first: string, last: string];
  /** Lines of the file about other resources or accounts. */
  readonly leftOut: number;
}

const azure = new Set(["azure-openai", "foundry"]);

/**
 * What the gateway has counted beside what Azure charges, by model and day. Without a period, the days of the file.
 * @throws ProblemsError as totalUsage and readInvoice, BILL_INVOICE_EMPTY where the file has nothing to compare with
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const invoice = readInvoice(options.invoice, options.rate);
  const accounts = options.accounts && new Set(options.accounts.map((name) => name.toLowerCase()));
  const own = invoice.lines.filter(({ account }) => !accounts || accounts.has(account));
  if (own.length === 0) throw nothingIn(options.invoice, invoice, options.accounts);
  const sorted = own.map(({ day }) => day).sort();
  const days = [sorted[0]!, sorted.at(-1)!] as const;
  const from = options.from ?? days[0];
  const to = options.to ?? dayAfter(days[1]);
  const bill = await totalUsage({ ...options, from, to, by: ["day", "model", "provider", "backendKind"] });

  const sums = new Map<string, { gateway: bigint; azure: bigint }>();
  const add = (day: string, model: string, side: "gateway" | "azure", cost: bigint) => {
    const key = `${day}\n${model}`;
    const sum = sums.get(key) ?? { gateway: 0n, azure: 0n };
    sum[side] += cost;
    sums.set(key, sum);
  };
  let [onProvisioned, unpriced, provisioned, atBound] = [0n, 0, 0n, 0];
  for (const { of, cost, unpriced: without, atBound: most } of bill.lines) {
    if (!azure.has(of.provider ?? "")) continue;
    unpriced += without;
    if (of.backendKind !== "ptu") atBound += most;
    if (of.backendKind === "ptu") onProvisioned += cost;
    else if (cost !== 0n) add(of.day!, of.model ?? "-", "gateway", cost);
  }
  const others = new Map<string, bigint>();
  for (const { day, meter, cost } of own) {
    if (day < from || day >= to) continue;
    const of = options.modelOfMeter(meter);
    if (of?.kind === "provisioned") provisioned += cost;
    else if (of) add(day, of.model, "azure", cost);
    else others.set(meter, (others.get(meter) ?? 0n) + cost);
  }
  const lines = [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, sum]) => {
      const [day, model] = key.split("\n");
      return { day: day!, model: model!, ...sum, difference: sum.azure - sum.gateway };
    });
  const all = (side: "gateway" | "azure" | "difference") => lines.reduce((sum, line) => sum + line[side], 0n);
  return {
    from,
    to,
    lines,
    total: { gateway: all("gateway"), azure: all("azure"), difference: all("difference") },
    provisioned,
    onProvisioned,
    otherMeters: [...others].sort().map(([meter, cost]) => ({ meter, cost })),
    unpriced,
    atBound,
    absent: (options.accounts ?? []).filter((name) => !own.some((one) => one.account === name.toLowerCase())),
    days,
    leftOut: invoice.others + invoice.lines.length - own.length,
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60 * 1_000).toISOString().slice(0, 10);
}

/** Two sums of nothing agree, and say nothing. */
function nothingIn(file: string, { lines }: Invoice, accounts: readonly string[] = []): ProblemsError {
  const known = [...new Set(lines.map(({ account }) => account))].sort();
  const message =
    known.length === 0
      ? "No line is of an account of models"
      : `No line is of ${accounts.join(" or ")}: the file has ${known.join(", ")}`;
  const hint =
    known.length === 0
      ? "export the costs of the subscription that the accounts are in"
      : "name accounts as Azure does, without the rest of their id";
  return new ProblemsError("There is nothing to compare with", [
    { code: "BILL_INVOICE_EMPTY", severity: "error", place: { file, line: 1, column: 1 }, message, hint },
  ]);
}
