/** The bill of a gateway: the one door to it. */
export { csvText, parseCsv, type CsvRow } from "./csv";
export { dimensionNames, type Dimension } from "./dimensions";
export { llmLogName } from "./files";
export { exportFocus, focusColumns, type FocusOptions } from "./focus";
export { decimalText, parseDecimal, places, roundedText } from "./money";
export type { Counts } from "./tables";
export { totalUsage, type Bill, type BillLine, type BillOptions, type Sums } from "./total";
