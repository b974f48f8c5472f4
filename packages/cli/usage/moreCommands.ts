import { Command, InvalidArgumentError, Option } from "commander";
import {
  parseDecimal,
  reconcile,
  roundedText,
  shareProvisioned,
  type Capacity,
  type ProvisionedBill,
  type Reconciliation,
} from "@azure-genai-gateway/billing";
import { loadCatalogue, modelOfMeter, ownFileName, provisionedOf } from "@azure-genai-gateway/catalogue";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { withEventFiles } from "./eventFiles";
import { billOptions, jsonText, periodOf, withPeriod, type PeriodOptions } from "./period";
import { dollars, grouped, tableText } from "./table";

interface ReconcileOptions extends PeriodOptions {
  readonly account?: readonly string[];
  readonly rate?: string;
  readonly allow: bigint;
  readonly cwd: string;
  readonly json?: boolean;
}

interface ProvisionedCommandOptions extends PeriodOptions {
  readonly ptus: readonly (Omit<Capacity, "hourPrice"> & { readonly hourPrice?: string })[];
  readonly sku: string;
  readonly cwd: string;
  readonly json?: boolean;
}

const catalogueOption = () =>
  new Option("--cwd <folder>", `with a ${ownFileName} of its own or none`).default(".");

/** `usage reconcile`. */
export function reconcileCommand(io: Io, finish: (code: number) => void): Command {
  return withPeriod(new Command("reconcile"))
    .description("Compare with what Azure charges, by model and day.")
    .argument("<invoice>", "an export of Azure's costs as CSV: actual costs, or Microsoft's FOCUS")
    .option("--account <name...>", "accounts that the gateway calls; default: all in the file")
    .option(
      "--rate <number>",
      "what a US dollar is in the file's currency, where it has no column in dollars",
    )
    .addOption(
      new Option("--allow <percent>", "a difference that is none")
        .argParser(percent)
        .default(percent("1"), "1"),
    )
    .addOption(catalogueOption())
    .option("--json", "for machines; costs are exact, as text")
    .addHelpText(
      "after",
      "\nThe period is that of the file where none is given.\nExit codes: 0 the sums agree, 1 they do not, nothing was compared, or something cannot be read, 2 usage.",
    )
    .action(async (invoice: string, options: ReconcileOptions) => {
      const catalogue = loadCatalogue({ directory: options.cwd });
      await withEventFiles(options.events, async (events) => {
        const made = await reconcile({
          ...billOptions(options, events, io),
          invoice,
          accounts: options.account,
          rate: options.rate,
          modelOfMeter: (meter) => modelOfMeter(meter, catalogue),
        });
        io.out(options.json ? jsonText(made) : reconciliationText(made));
        const { gateway, azure, difference } = made.total;
        const compared = made.lines.length > 0;
        const size = (amount: bigint) => (amount < 0n ? -amount : amount);
        const larger = gateway > azure ? gateway : azure;
        const agree = size(difference) * 100_000_000n <= size(larger) * options.allow;
        finish(agree && compared ? exitCodes.clean : exitCodes.findings);
      });
    });
}

/** `usage provisioned`. */
export function provisionedCommand(io: Io, finish: (code: number) => void): Command {
  return withPeriod(new Command("provisioned"))
    .description("Share out what PTUs cost by who has used them; what stood idle is a line of its own.")
    .requiredOption(
      "--ptus <what...>",
      "BACKEND/MODEL=PTUS, or BACKEND/MODEL=PTUS@DOLLARS for another price an hour",
      capacity,
    )
    .option("--sku <name>", "whose hour's price in the catalogue counts", "GlobalProvisionedManaged")
    .addOption(catalogueOption())
    .option("--json", "for machines")
    .action(async (options: ProvisionedCommandOptions) => {
      const catalogue = loadCatalogue({ directory: options.cwd });
      const { from, to } = periodOf(options);
      if (from === undefined || to === undefined) throw missingPeriod();
      const listed = catalogue.ptuHours.get(options.sku)?.price;
      if (listed === undefined && options.ptus.some(({ hourPrice }) => hourPrice === undefined))
        throw unknownSku(options.sku, [...catalogue.ptuHours.keys()]);
      await withEventFiles(options.events, async (events) => {
        const made = await shareProvisioned({
          ...billOptions(options, events, io),
          from,
          to,
          capacities: options.ptus.map((one) => ({
            ...one,
            hourPrice: one.hourPrice ?? String(listed),
          })),
          sizeOf: (model) => provisionedOf(catalogue, model),
        });
        io.out(options.json ? jsonText(made) : provisionedText(made));
        finish(exitCodes.clean);
      });
    });
}

function reconciliationText(made: Reconciliation): string {
  const rows = made.lines.map(({ day, model, ...sums }) => [day, model, ...sumCells(sums)]);
  const table = tableText(
    2,
    ["day", "model", "gateway", "Azure", "difference", "%"],
    [...rows, ["in all", "", ...sumCells(made.total)]],
  );
  const remarks = [
    `From ${made.from} to ${made.to}, the last day not counted; US dollars, days in UTC.`,
    ...(made.lines.length > 0
      ? []
      : [
          `Nothing was compared: neither side has a cost in that time. The file has ${made.days[0]} to ${made.days[1]}.`,
        ]),
    ...made.absent.map((name) => `The file has no line of the account ${name}.`),
    ...(made.provisioned === 0n
      ? []
      : [`Azure charges ${dollars(made.provisioned)} for PTUs: by the hour, in no call's cost.`]),
    ...(made.onProvisioned === 0n
      ? []
      : [
          `Calls at provisioned backends count ${dollars(made.onProvisioned)} in products' budgets: not compared.`,
        ]),
    ...made.otherMeters.map(
      ({ meter, cost }) =>
        `Not compared: ${dollars(cost)} of the meter ${meter || "without a name"}, which no rule knows.`,
    ),
    ...(made.unpriced === 0
      ? []
      : [`${counted(made.unpriced, "call has", "calls have")} no price, not in the gateway's sum.`]),
    ...(made.atBound === 0 ? [] : [boundText(made.atBound)]),
    ...(made.leftOut === 0
      ? []
      : [`Lines of the file about other resources: ${grouped(String(made.leftOut))}.`]),
  ];
  return `${table}\n${remarks.map((line) => `${line}\n`).join("")}`;
}

function sumCells({ gateway, azure, difference }: Reconciliation["total"]): readonly string[] {
  const share =
    azure === 0n ? "-" : roundedText((difference * 10_000n) / (azure < 0n ? -azure : azure), 2, 2);
  return [dollars(gateway), dollars(azure), dollars(difference), share];
}

const counted = (count: number, one: string, many: string) =>
  `${grouped(String(count))} ${count === 1 ? one : many}`;

const boundText = (count: number) =>
  `${counted(count, "stream counts", "streams count")} at the most that it can have been: no row of the LLM log tells its tokens.`;

function provisionedText({ by, lines, cents, unused, unnamed, atBound }: ProvisionedBill): string {
  const rows = lines.map(({ backend, model, of, ptuMinutes, cents: own }) => [
    backend,
    model,
    ...by.map((name, index) => (of ? (of[name] ?? "-") : index === 0 ? "idle" : "")),
    grouped(String(ptuMinutes)),
    grouped(decimalCents(own)),
  ]);
  const remarks = [
    ...unused.map(
      ({ backend, model }) =>
        `No call of that time was answered by ${backend}/${model}: its name is as --by backend,model of \`usage total\` says.`,
    ),
    ...unnamed.map(
      ({ backend, model, calls }) =>
        `In no share: ${counted(calls, "call", "calls")} at ${backend}/${model}, whose PTUs are not named.`,
    ),
    ...(atBound === 0 ? [] : [boundText(atBound)]),
  ];
  return (
    tableText(
      2 + by.length,
      ["backend", "model", ...by, "PTU minutes", "US dollars"],
      [...rows, ["in all", "", ...by.map(() => ""), "", grouped(decimalCents(cents))]],
    ) + (remarks.length > 0 ? `\n${remarks.map((line) => `${line}\n`).join("")}` : "")
  );
}

const decimalCents = (cents: bigint) => roundedText(cents, 2, 2);

function capacity(
  text: string,
  before: ProvisionedCommandOptions["ptus"] | undefined,
): ProvisionedCommandOptions["ptus"] {
  const match = /^([^/=]+)\/([^=]+)=(\d+)(?:@([\d.]+))?$/.exec(text);
  if (!match) throw new InvalidArgumentError("Write ptu-1/gpt-5.4=50, or ptu-1/gpt-5.4=50@0.36.");
  const [, backend, model, ptus, hourPrice] = match;
  return [
    ...(before ?? []),
    { backend: backend!, model: model!, ptus: Number(ptus), ...(hourPrice ? { hourPrice } : {}) },
  ];
}

/** In millionths of a per cent. */
function percent(text: string): bigint {
  const size = parseDecimal(text, 6);
  if (size === undefined || size < 0n) throw new InvalidArgumentError("A share is expected: 0.5.");
  return size;
}

function unknownSku(sku: string, known: readonly string[]): ProblemsError {
  return new ProblemsError("Provisioned capacity cannot be shared out", [
    {
      code: "BILL_CAPACITY",
      severity: "error",
      message: `The catalogue has no price of an hour of ${JSON.stringify(sku)}`,
      hint: `write one of ${known.join(", ")}, or the price behind the PTUs: ptu-1/gpt-5.4=50@0.36`,
    },
  ]);
}

function missingPeriod(): ProblemsError {
  return new ProblemsError("Provisioned capacity cannot be shared out", [
    {
      code: "BILL_PERIOD",
      severity: "error",
      message: "PTUs are paid by the hour, and no period is given",
      hint: "add --month 2026-11, or --from and --to",
    },
  ]);
}
