import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { parseCsv, type CsvRow } from "./csv";
import { textOf } from "./files";
import { exactDecimal, parseDecimal } from "./money";

/** A line of what Azure charges for an account of models. */
export interface InvoiceLine {
  /** `2026-11-01`, in UTC. */
  readonly day: string;
  readonly meter: string;
  /** The account's name, in lower case. */
  readonly account: string;
  /** In units of 10 ** -12 US dollars; below 0 for what is given back. */
  readonly cost: bigint;
}

export interface Invoice {
  readonly lines: readonly InvoiceLine[];
  /** Lines of other resources than accounts of models. */
  readonly others: number;
}

interface Form {
  readonly day: readonly string[];
  readonly meter: readonly string[];
  readonly resource: readonly string[];
  readonly dollars: readonly string[];
  readonly cost: readonly string[];
  readonly currency: readonly string[];
}

/**
 * Columns of the two kinds of export, in lower case, for the versions of one kind differ in it.
 * https://learn.microsoft.com/azure/cost-management-billing/dataset-schema/cost-usage-details-ea, ...-mca, ...-focus
 */
const forms: Readonly<Record<"cost" | "focus", Form>> = {
  cost: {
    day: ["date"],
    meter: ["metername"],
    resource: ["resourceid", "instanceid"],
    dollars: ["costinusd"],
    cost: ["costinbillingcurrency"],
    currency: ["billingcurrencycode", "billingcurrency"],
  },
  focus: {
    day: ["chargeperiodstart"],
    meter: ["skumeter", "x_skumetername"],
    resource: ["resourceid"],
    dollars: ["x_billedcostinusd"],
    cost: ["billedcost"],
    currency: ["billingcurrency"],
  },
};

const account = /\/providers\/microsoft\.cognitiveservices\/accounts\/([^/]+)/i;
const atMost = 20;

/**
 * Reads an export of Azure's costs: the actual costs of an Enterprise or Customer Agreement, or Microsoft's FOCUS; packed,
 * where its name ends in `.gz`.
 * @param rate what a US dollar is in the billing currency, for exports without a column in dollars
 * @throws ProblemsError BILL_NO_INVOICE, BILL_INVOICE_COLUMNS, BILL_INVOICE_WRONG, BILL_CURRENCY
 */
export function readInvoice(file: string, rate?: string): Invoice {
  const text = contentOf(file);
  const { rows, unclosed } = parseCsv(text);
  const wrong = (code: string, line: number, message: string, hint: string): Problem => ({
    code,
    severity: "error",
    place: { file, line, column: 1 },
    message,
    hint,
  });
  if (unclosed !== undefined)
    throw failed([
      wrong("BILL_INVOICE_WRONG", unclosed, "A quotation does not end", "export the file again"),
    ]);
  const columns = columnsOf(rows[0], rate, (message, hint) =>
    wrong("BILL_INVOICE_COLUMNS", 1, message, hint),
  );
  const problems: Problem[] = [];
  const lines: InvoiceLine[] = [];
  let others = 0;
  const width = rows[0]!.cells.length;
  for (const { line, cells } of rows.slice(1)) {
    if (cells.length < width) {
      const told = `The line has ${cells.length} of ${width} columns: the file was cut off, or is none of Azure's`;
      problems.push(wrong("BILL_INVOICE_WRONG", line, told, "export the file again"));
      continue;
    }
    const name = account.exec(cells[columns.resource] ?? "")?.[1]?.toLowerCase();
    if (name === undefined) {
      others++;
      continue;
    }
    const day = dayOf(cells[columns.day] ?? "");
    const cost = costOf(cells, columns);
    if (day === undefined)
      problems.push(
        wrong("BILL_INVOICE_WRONG", line, `${JSON.stringify(cells[columns.day] ?? "")} is no day`, dates),
      );
    if (typeof cost === "string")
      problems.push(wrong("BILL_INVOICE_WRONG", line, cost, "export the file again"));
    else if (day !== undefined) lines.push({ day, meter: cells[columns.meter] ?? "", account: name, cost });
  }
  if (problems.length > 0) throw failed(problems.slice(0, atMost));
  return { lines, others };
}

const dates = "days are written 11/30/2026 or 2026-11-30";

interface Columns {
  readonly day: number;
  readonly meter: number;
  readonly resource: number;
  readonly cost: number;
  /** Of the cost; undefined where it is in dollars. */
  readonly currency?: number;
  /** In millionths. */
  readonly rate?: bigint;
}

function columnsOf(
  header: CsvRow | undefined,
  rate: string | undefined,
  wrong: (message: string, hint: string) => Problem,
): Columns {
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  const form = names.includes("chargeperiodstart") ? forms.focus : forms.cost;
  const at = (of: readonly string[]) => {
    const known = of.find((name) => names.includes(name));
    return known === undefined ? -1 : names.indexOf(known);
  };
  const problems = (["day", "meter", "resource"] as const).flatMap((part) =>
    at(form[part]) < 0 ? [wrong(`There is no column ${form[part].join(" or ")}`, how)] : [],
  );
  const dollars = at(form.dollars);
  if (dollars < 0 && at(form.cost) < 0)
    problems.push(wrong(`There is no column ${form.cost.join(" or ")}`, how));
  const size = rate === undefined ? undefined : exactDecimal(rate, 6);
  if (rate !== undefined && (size === undefined || size <= 0n))
    problems.push(
      wrong(`The rate ${JSON.stringify(rate)} is none`, "write it as 0.92, with at most six places"),
    );
  if (problems.length > 0) throw failed(problems);
  const [day, meter, resource] = [at(form.day), at(form.meter), at(form.resource)];
  if (dollars >= 0) return { day, meter, resource, cost: dollars };
  return { day, meter, resource, cost: at(form.cost), currency: at(form.currency), rate: size };
}

const how =
  "save the actual costs of Cost Management as CSV, with the columns of the portal's export, or its FOCUS export";

function costOf(cells: readonly string[], { cost, currency, rate }: Columns): bigint | string {
  const size = parseDecimal(cells[cost] ?? "");
  if (size === undefined) return `${JSON.stringify(cells[cost] ?? "")} is no cost`;
  if (currency === undefined) return size;
  const code = (cells[currency] ?? "").trim().toUpperCase();
  if (code === "USD") return size;
  if (rate === undefined)
    return `The cost is in ${code || "a currency that is not named"}, and the file has no column in US dollars: give the rate`;
  // Halves away from zero, at the twelfth place: what a file has said in another currency is no exact sum in dollars.
  const whole = (size < 0n ? -size : size) * 1_000_000n;
  const converted = (whole + rate / 2n) / rate;
  return size < 0n ? -converted : converted;
}

/** `11/30/2026` as in Cost Management's exports, or ISO 8601. */
function dayOf(text: string): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const day = american
    ? `${american[3]}-${american[1]!.padStart(2, "0")}-${american[2]!.padStart(2, "0")}`
    : /^(\d{4}-\d{2}-\d{2})(T[\d:.]+Z?)?$/.exec(text.trim())?.[1];
  const time = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(day!) ? undefined : day;
}

function contentOf(file: string): string {
  try {
    return textOf(file);
  } catch (error) {
    if (error instanceof ProblemsError) throw failed(error.problems.map(asInvoice));
    throw failed([
      {
        code: "BILL_NO_INVOICE",
        severity: "error",
        message: `There is no file ${file}`,
        hint: "name an export of Azure's costs, as CSV",
      },
    ]);
  }
}

const asInvoice = (problem: Problem): Problem => ({
  ...problem,
  code: "BILL_INVOICE_WRONG",
  hint: "export the file again",
});

const failed = (problems: readonly Problem[]) => new ProblemsError("The invoice cannot be read", problems);
