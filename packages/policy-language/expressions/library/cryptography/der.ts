/** One element of DER, as certificates are written: ITU-T X.690. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With its tag and length. */
  readonly whole: Buffer;
}

/** The elements that stand one after the other; undefined where they are none. */
export function elementsOf(bytes: Buffer): Element[] | undefined {
  const found: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    let length = bytes[at + 1];
    if (length === undefined) return undefined;
    let start = at + 2;
    if (length >= 0x80) {
      const size = length - 0x80;
      if (size === 0 || size > 4 || start + size > bytes.length) return undefined;
      length = bytes.readUIntBE(start, size);
      start += size;
    }
    if (start + length > bytes.length) return undefined;
    found.push({ tag: bytes[at]!, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) });
    at = start + length;
  }
  return found;
} // prettier-ignore

/** `1.2.840.113549.1.1.11` */
export function oidText(content: Buffer): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 127);
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join(".");
}

/** The parts of a certificate that Node does not tell: RFC 5280, section 4.1. */
export function certificateParts(raw: Buffer) {
  const [certificate] = elementsOf(raw) ?? [];
  const [body, algorithm] = elementsOf(certificate?.content ?? Buffer.alloc(0)) ?? [];
  const fields = elementsOf(body?.content ?? Buffer.alloc(0)) ?? [];
  // The version stands in a field of its own, which certificates of version 1 leave out.
  const version = fields[0]?.tag === 0xa0 ? fields.shift()!.content.at(-1)! + 1 : 1;
  const [, , issuer, , subject, key] = fields;
  const [keyAlgorithm, bits] = elementsOf(key?.content ?? Buffer.alloc(0)) ?? [];
  const [oid, parameters] = elementsOf(keyAlgorithm?.content ?? Buffer.alloc(0)) ?? [];
  const [signature] = elementsOf(algorithm?.content ?? Buffer.alloc(0)) ?? [];
  return {
    version,
    issuer: issuer?.whole ?? Buffer.alloc(0),
    subject: subject?.whole ?? Buffer.alloc(0),
    keyAlgorithm: oid ? oidText(oid.content) : "",
    keyParameters: parameters?.whole ?? Buffer.alloc(0),
    /** Without the count of unused bits before it. */
    publicKey: bits?.content.subarray(1) ?? Buffer.alloc(0),
    signatureAlgorithm: signature ? oidText(signature.content) : "",
  };
}

const attributes: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "S", "2.5.4.9": "STREET", "2.5.4.10": "O", "2.5.4.11": "OU",
  "2.5.4.5": "SERIALNUMBER", "2.5.4.12": "T", "2.5.4.42": "G", "2.5.4.4": "SN", "1.2.840.113549.1.9.1": "E",
  "0.9.2342.19200300.100.1.25": "DC",
}; // prettier-ignore

function valueText({ tag, content }: Element): string {
  if (tag === 0x1e) return Buffer.from(content).swap16().toString("utf16le");
  return content.toString(tag === 0x0c ? "utf8" : "latin1");
}

/** The relative names of a distinguished name, as they stand in it: kind and value. */
export function namesOf(whole: Buffer): (readonly [string, string])[] {
  const [sequence] = elementsOf(whole) ?? [];
  return (elementsOf(sequence?.content ?? Buffer.alloc(0)) ?? []).flatMap((set) =>
    (elementsOf(set.content) ?? []).map((pair) => {
      const [oid, value] = elementsOf(pair.content) ?? [];
      const kind = oid ? oidText(oid.content) : "";
      return [attributes[kind] ?? `OID.${kind}`, value ? valueText(value) : ""] as const;
    }),
  );
}

/** As .NET writes it: the last name first, values in quotes where they hold what separates. */
export function nameText(whole: Buffer): string {
  const quoted = (value: string) =>
    /[,+="\n<>#;]|^\s|\s$/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
  return namesOf(whole)
    .reverse()
    .map(([kind, value]) => `${kind}=${quoted(value)}`)
    .join(", ");
}
