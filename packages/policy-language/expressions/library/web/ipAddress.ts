import { define, named } from "../../types/registry";
import { argumentNull, NetObject, outOfRange, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { defineEnum } from "../core/enums";
import { defineException } from "../core/exceptions";

defineEnum("System.Net.Sockets", "AddressFamily", {
  Unknown: -1, Unspecified: 0, Unix: 1, InterNetwork: 2, ImpLink: 3, Pup: 4, Chaos: 5, Ipx: 6, NS: 6, Iso: 7, Osi: 7,
  Ecma: 8, DataKit: 9, Ccitt: 10, Sna: 11, DecNet: 12, DataLink: 13, Lat: 14, HyperChannel: 15, AppleTalk: 16,
  NetBios: 17, VoiceView: 18, FireFox: 19, Banyan: 21, Atm: 22, InterNetworkV6: 23, Cluster: 24, Ieee12844: 25, Irda: 26,
  NetworkDesigners: 28, Max: 29,
}); // prettier-ignore
defineException("System.Net.Sockets", "SocketException", "SystemException");

/** System.Net.IPAddress: four bytes or sixteen. https://learn.microsoft.com/dotnet/api/system.net.ipaddress */
export class Address extends NetObject {
  constructor(
    readonly bytes: Uint8Array,
    public scope = 0,
  ) {
    super();
  }
  get netType() {
    return named("IPAddress");
  }
  get isV4(): boolean {
    return this.bytes.length === 4;
  }
  get words(): number[] {
    return Array.from({ length: this.bytes.length / 2 }, (_, at) => (this.bytes[2 * at]! << 8) | this.bytes[2 * at + 1]!);
  }
  override text(): string {
    return this.isV4 ? this.bytes.join(".") : textOfV6(this.words, this.bytes, this.scope);
  }
  get keyText(): string {
    return `ip${this.text()}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof Address && other.text() === this.text();
  }
} // prettier-ignore

/** The longest run of two zeros or more is left out; addresses that hold one of version 4 end in it. */
function textOfV6(words: readonly number[], bytes: Uint8Array, scope: number): string {
  const none = (from: number, to: number) => words.slice(from, to).every((word) => word === 0);
  const embedded =
    (none(0, 4) && words[6] !== 0 && ((words[4] === 0 && (words[5] === 0 || words[5] === 0xffff)) || (words[4] === 0xffff && words[5] === 0))) ||
    (words[4] === 0 && words[5] === 0x5efe); // prettier-ignore
  const shown = embedded ? words.slice(0, 6) : words;
  let [start, length] = [-1, 1];
  for (let at = 0; at < shown.length; at++) {
    let end = at;
    while (shown[end] === 0) end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const hex = (part: readonly number[]) => part.map((word) => word.toString(16)).join(":");
  const compact =
    start < 0 ? hex(shown) : `${hex(shown.slice(0, start))}::${hex(shown.slice(start + length))}`;
  const v4 = embedded ? `${compact.endsWith(":") ? "" : ":"}${bytes.slice(12).join(".")}` : "";
  return compact + v4 + (scope ? `%${scope}` : "");
}

/** One to four numbers, decimal, octal or hexadecimal, of which the last fills what is left. */
function parseV4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const numbers = parts.map((part) =>
    /^0[xX][\da-fA-F]+$/.test(part) ? parseInt(part, 16) : /^0[0-7]+$/.test(part) ? parseInt(part, 8) : /^\d+$/.test(part) && !/^0\d/.test(part) ? Number(part) : NaN,
  ); // prettier-ignore
  const last = numbers.pop()!;
  if ([...numbers, last].some(Number.isNaN) || numbers.some((one) => one > 255)) return undefined;
  const room = 4 - numbers.length;
  if (last >= 256 ** room) return undefined;
  const rest = Array.from({ length: room }, (_, at) => Math.floor(last / 256 ** (room - 1 - at)) % 256);
  return Uint8Array.from([...numbers, ...rest]);
}

function parseV6(given: string): Address | undefined {
  const text = /^\[(.*)\](?::\d+)?$/.exec(given)?.[1] ?? given;
  const [, plain = "", scope = ""] = /^([^%/]*)(?:%(.*?))?(?:\/\d+)?$/.exec(text) ?? [];
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const v4 = tail && parseV4(tail[2]!);
  if (tail && !v4) return undefined;
  const hex = v4
    ? `${tail[1]}${((v4[0]! << 8) | v4[1]!).toString(16)}:${((v4[2]! << 8) | v4[3]!).toString(16)}`
    : plain;
  const halves = hex.split("::");
  if (halves.length > 2 || !/:/.test(hex)) return undefined;
  const [head, rest] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head!.length - (rest?.length ?? 0);
  if (rest ? missing < 1 : missing !== 0) return undefined;
  const words = [...head!, ...new Array<string>(rest ? missing : 0).fill("0"), ...(rest ?? [])];
  if (!words.every((word) => /^[\da-fA-F]{1,4}$/.test(word))) return undefined;
  if (scope !== "" && !/^\d+$/.test(scope)) return undefined;
  const numbers = words.map((word) => parseInt(word, 16));
  return new Address(Uint8Array.from(numbers.flatMap((word) => [word >> 8, word & 255])), Number(scope));
}

function parsed(text: string): Address | undefined {
  if (text.includes(":")) return parseV6(text);
  const bytes = parseV4(text);
  return bytes && new Address(bytes);
}

const invalid = () => raise("FormatException", "An invalid IP address was specified.");
const ofBytes = (array: NetArray | null, scope = 0n) => {
  const bytes = fromByteArray(array, "address");
  if (bytes.length !== 4 && bytes.length !== 16)
    raise("ArgumentException", "An invalid IP address was specified. (Parameter 'address')");
  return new Address(Uint8Array.from(bytes), Number(scope));
};
const v6 = (...tail: number[]) => Uint8Array.from([...new Array<number>(16 - tail.length).fill(0), ...tail]);

function mapped(one: Address): Address {
  return one.isV4 ? new Address(v6(0xff, 0xff, ...one.bytes)) : one;
}

/** Bytes of a number the other way round, as the network has them. */
function swapped(bits: number) {
  return (value: number | bigint): unknown => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
    const result = BigInt.asIntN(bits, Buffer.from(buffer.subarray(8 - bits / 8)).reverse().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)); // prettier-ignore
    return bits === 64 ? result : Number(result);
  };
}

const fixed = (name: string, bytes: Uint8Array) => ({
  [`static IPAddress ${name}`]: () => new Address(bytes),
});
const second = (one: Address, mask: number, value: number) =>
  !one.isV4 && one.bytes[0] === 0xfe && (one.bytes[1]! & mask) === value;

define("System.Net", "class IPAddress", {
  "bool Equals(object comparand)": (one: Address, other: unknown) => one.equals(other),
  "int GetHashCode()": (one: Address) => one.bytes.reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 17),
  "new(byte[] address)": (array: NetArray | null) => ofBytes(array),
  "new(byte[] address, long scopeid)": ofBytes,
  "new(long newAddress)": (value: bigint) => {
    if (value < 0n || value > 0xffffffffn) outOfRange("newAddress");
    const number = Number(value);
    return new Address(Uint8Array.from([number & 255, (number >>> 8) & 255, (number >>> 16) & 255, number >>> 24]));
  },
  ...fixed("Any", Uint8Array.from([0, 0, 0, 0])),
  ...fixed("Loopback", Uint8Array.from([127, 0, 0, 1])),
  ...fixed("Broadcast", Uint8Array.from([255, 255, 255, 255])),
  ...fixed("None", Uint8Array.from([255, 255, 255, 255])),
  ...fixed("IPv6Any", v6()),
  ...fixed("IPv6None", v6()),
  ...fixed("IPv6Loopback", v6(1)),
  "static IPAddress Parse(string ipString)": (text: string | null) => parsed(text ?? argumentNull("ipString")) ?? invalid(),
  "static bool TryParse(string ipString, out IPAddress address)": (text: string | null) => {
    const address = text === null ? undefined : parsed(text);
    return [address !== undefined, address ?? null];
  },
  "static bool IsLoopback(IPAddress address)": (one: Address | null) => {
    const address = one ?? argumentNull("address");
    return address.isV4 ? address.bytes[0] === 127 : ["::1", "::ffff:127.0.0.1"].includes(address.text());
  },
  "System.Net.Sockets.AddressFamily AddressFamily": (one: Address) => (one.isV4 ? 2 : 23),
  "byte[] GetAddressBytes()": (one: Address) => toByteArray(one.bytes),
  "bool IsIPv4MappedToIPv6": (one: Address) => !one.isV4 && one.bytes.slice(0, 10).every((byte) => byte === 0) && one.bytes[10] === 255 && one.bytes[11] === 255,
  "bool IsIPv6LinkLocal": (one: Address) => second(one, 0xc0, 0x80),
  "bool IsIPv6SiteLocal": (one: Address) => second(one, 0xc0, 0xc0),
  "bool IsIPv6Multicast": (one: Address) => !one.isV4 && one.bytes[0] === 0xff,
  "bool IsIPv6Teredo": (one: Address) => !one.isV4 && one.words[0] === 0x2001 && one.words[1] === 0,
  "bool IsIPv6UniqueLocal": (one: Address) => !one.isV4 && (one.bytes[0]! & 0xfe) === 0xfc,
  "IPAddress MapToIPv4()": (one: Address) => (one.isV4 ? one : new Address(one.bytes.slice(12))),
  "IPAddress MapToIPv6()": mapped,
  "long ScopeId": [
    (one: Address) => (one.isV4 ? noScope() : BigInt(one.scope)),
    (one: Address, value: bigint) => {
      if (one.isV4) noScope();
      if (value < 0n || value > 0xffffffffn) outOfRange("value");
      one.scope = Number(value);
    },
  ],
  "static short HostToNetworkOrder(short host)": swapped(16),
  "static int HostToNetworkOrder(int host)": swapped(32),
  "static long HostToNetworkOrder(long host)": swapped(64),
  "static short NetworkToHostOrder(short network)": swapped(16),
  "static int NetworkToHostOrder(int network)": swapped(32),
  "static long NetworkToHostOrder(long network)": swapped(64),
}); // prettier-ignore

function noScope(): never {
  return raise(
    "System.Net.Sockets.SocketException",
    "The attempted operation is not supported for the type of object referenced.",
  );
}
