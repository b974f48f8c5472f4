/** A region as Azure's own names are written: `Sweden Central` is `swedencentral`. */
export function regionName(location: string): string {
  return location.replace(/\s/g, "").toLowerCase();
}
