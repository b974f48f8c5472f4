/** What somebody has chosen in the workbook, as it puts that into a query. Default: everything, by product. */
export function chosen({
  product = "*",
  by = "Product",
  search = "",
  requestId = "",
}: Partial<Record<"product" | "by" | "search" | "requestId", string>> = {}): Readonly<
  Record<string, string>
> {
  return { product: JSON.stringify(product), by, search, requestId, grain: "1m" };
}
