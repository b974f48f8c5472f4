import type { HostResponse, PolicyValue } from "./host";

/** Conversions between JavaScript and the boxed .NET values that expressions work with. */
export declare function fromText(value: string): PolicyValue;
/** A System.Int32; throws a RangeError outside 32 bits. */
export declare function fromInt(value: number): PolicyValue;
export declare function fromLong(value: bigint): PolicyValue;
export declare function fromDouble(value: number): PolicyValue;
export declare function fromBool(value: boolean): PolicyValue;
/** An IResponse, as send-request stores it. */
export declare function fromResponse(value: HostResponse): PolicyValue;
/** The response that an IResponse value stands for; undefined for any other value. */
export declare function toResponse(value: PolicyValue): HostResponse | undefined;
/** ToString() in the invariant culture, as API Management writes a value into an attribute; null gives "". */
export declare function toText(value: PolicyValue): string;
/** True or false for a bool and for the texts "true"/"false" in any case; undefined for anything else. */
export declare function toBool(value: PolicyValue): boolean | undefined;
/** The number of an integer, floating or decimal value, or of a text that is one; undefined for anything else. */
export declare function toNumber(value: PolicyValue): number | undefined;
/** The bytes of a byte[]; undefined for any other value. */
export declare function toBytes(value: PolicyValue): Uint8Array | undefined;
/** C# type name and invariant text, for traces. */
export declare function describe(value: PolicyValue): { type: string; text: string };
export declare function isNull(value: PolicyValue): boolean;
