/** The bill of a gateway: the one door to it. */
export { csvText, parseCsv, type CsvRow } from "./csv";
export { dimensionNames, type Dimension } from "./dimensions";
export { llmLogName } from "./files";
export { exportFocus, focusBill, focusColumns, type FocusOptions } from "./focus";
export { readInvoice, type Invoice, type InvoiceLine } from "./invoice";
export { decimalText, parseDecimal, places, roundedText } from "./money";
export {
  shareProvisioned,
  type Capacity,
  type ProvisionedBill,
  type ProvisionedOptions,
  type ProvisionedShare,
} from "./provisioned";
export { reconcile, type Difference, type Reconciliation, type ReconcileOptions } from "./reconcile";
export { shareOut, type Use } from "./shareOut";
export type { Counts } from "./tables";
export { totalUsage, type Bill, type BillLine, type BillOptions, type LookedAt, type Sums } from "./total";
