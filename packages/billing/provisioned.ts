import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import type { Dimension } from "./dimensions";
import { exactDecimal, parseDecimal } from "./money";
import { shareOut } from "./shareOut";
import { totalUsage, type BillLine, type BillOptions } from "./total";

/** PTUs of one model's deployment, all through the period. */
export interface Capacity {
  /** As events name it. */
  readonly backend: string;
  /** Without its version. */
  readonly model: string;
  readonly ptus: number;
  /** What one PTU costs an hour, in US dollars, at most six places: the list price, or a reservation's by the hour. */
  readonly hourPrice: string;
}

export interface ProvisionedOptions extends Omit<BillOptions, "by" | "from" | "to"> {
  /** First day of the period, and the first that no longer counts, in UTC. */
  readonly from: string;
  readonly to: string;
  readonly capacities: readonly Capacity[];
  /** What a PTU carries: prompt tokens a minute, and how many of them a token of an answer counts as. */
  readonly sizeOf: (
    model: string,
  ) => { readonly inputTpmPerPtu: number; readonly outputWeight: number } | undefined;
  /** Who pays; default product, useCase and costCenter. */
  readonly by?: readonly Dimension[];
}

export interface ProvisionedShare {
  readonly backend: string;
  readonly model: string;
  /** Whose share; undefined for what stood idle. */
  readonly of?: BillLine["of"];
  /** Of the capacity, in PTUs times minutes, rounded down. */
  readonly ptuMinutes: bigint;
  readonly cents: bigint;
}

export interface ProvisionedBill {
  readonly by: readonly Dimension[];
  /** Of each capacity those who have used it, then what stood idle. */
  readonly lines: readonly ProvisionedShare[];
  /** What is paid for all of it, which the lines add up to. */
  readonly cents: bigint;
  /** Capacities that no call of the period was answered by: bought for nothing, or named otherwise in events. */
  readonly unused: readonly { readonly backend: string; readonly model: string }[];
  /** What provisioned backends have answered beside the capacities: in nobody's share. */
  readonly unnamed: readonly {
    readonly backend: string;
    readonly model: string;
    readonly calls: number;
  }[];
  /** Streams in the shares whose answer counts as the longest that it can have been. */
  readonly atBound: number;
}

/** Weights are counted in millionths of a PTU's minute. */
const parts = 1_000_000n;

/**
 * What provisioned capacity costs, shared out by use: a token of the prompt that was not cached counts once, one of the
 * answer by its weight, as Azure measures utilization. What nobody has used is a line of its own, and nobody's share.
 * https://learn.microsoft.com/azure/foundry/openai/concepts/provisioned-throughput
 * @throws ProblemsError as totalUsage, BILL_CAPACITY
 */
export async function shareProvisioned(options: ProvisionedOptions): Promise<ProvisionedBill> {
  const { by = ["product", "useCase", "costCenter"], from, to } = options;
  checkCapacities(options.capacities, options.sizeOf);
  const keys = new Set<Dimension>([...by, "backend", "model", "backendKind"]);
  const bill = await totalUsage({ ...options, by: [...keys] });
  const minutes = BigInt(Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 60_000n;
  let cents = 0n;
  const lines = options.capacities.flatMap(({ backend, model, ptus, hourPrice }) => {
    const size = options.sizeOf(model)!;
    const users = bill.lines.filter(({ of }) => of.backend === backend && of.model === model);
    const merged = mergeBy(users, by);
    const weights = merged.map(({ lines: own }) => ({
      weight: own.reduce((sum, line) => sum + weightOf(line, size), 0n),
    }));
    const paid = paidCents(ptus, hourPrice, minutes);
    const capacity = BigInt(ptus) * minutes * parts;
    const { shares, idle } = shareOut(paid, capacity, weights);
    cents += paid;
    const used = weights.reduce((sum, { weight }) => sum + weight, 0n);
    return [
      ...merged.map(({ of }, index) => ({
        backend,
        model,
        of,
        ptuMinutes: weights[index]!.weight / parts,
        cents: shares[index]!,
      })),
      { backend, model, ptuMinutes: (used > capacity ? 0n : capacity - used) / parts, cents: idle },
    ];
  });
  return { by, lines, cents, ...besideShares(bill.lines, options.capacities) };
}

/** What a misspelt name, or a capacity that was forgotten, leaves in no share or all of it idle. */
function besideShares(
  lines: readonly BillLine[],
  capacities: readonly Capacity[],
): Pick<ProvisionedBill, "unused" | "unnamed" | "atBound"> {
  const isOf = ({ backend, model }: Pick<Capacity, "backend" | "model">, { of }: BillLine) =>
    of.backend === backend && of.model === model;
  const named = lines.filter((line) => capacities.some((one) => isOf(one, line)));
  const others = new Map<string, { backend: string; model: string; calls: number }>();
  for (const line of lines) {
    const { backend, model, backendKind } = line.of;
    if (backendKind !== "ptu" || line.promptTokens + line.completionTokens === 0n || named.includes(line))
      continue;
    const key = `${backend}/${model}`;
    const other = others.get(key) ?? { backend: backend ?? "-", model: model ?? "-", calls: 0 };
    others.set(key, { ...other, calls: other.calls + line.calls });
  }
  return {
    unused: capacities
      .filter((one) => !named.some((line) => isOf(one, line)))
      .map(({ backend, model }) => ({ backend, model })),
    unnamed: [...others.values()],
    atBound: named.reduce((sum, line) => sum + line.atBound, 0),
  };
}

function weightOf(
  line: BillLine,
  size: { readonly inputTpmPerPtu: number; readonly outputWeight: number },
): bigint {
  const fresh = line.promptTokens > line.cachedTokens ? line.promptTokens - line.cachedTokens : 0n;
  const weight = parseDecimal(String(size.outputWeight), 6)!;
  const perPtu = parseDecimal(String(size.inputTpmPerPtu), 6)!;
  return ((fresh * 1_000_000n + line.completionTokens * weight) * parts) / perPtu;
}

/** Lines that are alike in what is asked for. */
function mergeBy(lines: readonly BillLine[], by: readonly Dimension[]) {
  const groups = new Map<string, { of: BillLine["of"]; lines: BillLine[] }>();
  for (const line of lines) {
    const of = Object.fromEntries(by.map((name) => [name, line.of[name] ?? null]));
    const key = JSON.stringify(of);
    const group: { of: BillLine["of"]; lines: BillLine[] } = groups.get(key) ?? { of, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** To the cent, halves up. */
function paidCents(ptus: number, hourPrice: string, minutes: bigint): bigint {
  const millionths = BigInt(ptus) * parseDecimal(hourPrice, 6)! * minutes;
  const unit = 60n * 10_000n;
  return (millionths + unit / 2n) / unit;
}

function checkCapacities(capacities: readonly Capacity[], sizeOf: ProvisionedOptions["sizeOf"]): void {
  const problems: Problem[] = [];
  const wrong = (message: string, hint: string) =>
    void problems.push({ code: "BILL_CAPACITY", severity: "error", message, hint });
  const seen = new Set<string>();
  for (const { backend, model, ptus, hourPrice } of capacities) {
    const name = `${backend}/${model}`;
    if (seen.has(name)) wrong(`${name} stands there twice`, "add its PTUs up");
    seen.add(name);
    if (!Number.isInteger(ptus) || ptus < 1) wrong(`${name} has ${ptus} PTUs`, "write 1 or more");
    const price = exactDecimal(hourPrice, 6);
    if (price === undefined || price < 0n)
      wrong(`${name} costs ${hourPrice} an hour`, "write it as 0.36, with at most six places");
    if (!sizeOf(model))
      wrong(
        `Nobody knows how much a PTU carries of ${model}`,
        "add it to `provisioned` of your catalogue.yaml",
      );
  }
  if (capacities.length === 0)
    wrong("No capacity is named", "name each deployment that PTUs were bought for");
  if (problems.length > 0) throw new ProblemsError("Provisioned capacity cannot be shared out", problems);
}
