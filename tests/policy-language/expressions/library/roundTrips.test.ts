import { expect } from "chai";
import fc from "fast-check";
import { Decimal } from "../../../../packages/policy-language/expressions/values/decimal";
import "../../../../packages/policy-language/expressions/compile";
import { formatNumber, realText } from "../../../../packages/policy-language/expressions/values/formats";
import {
  defaultStyles,
  NumberStyles,
  parseNumber,
} from "../../../../packages/policy-language/expressions/library/core/parseNumber";
import { maxTicks } from "../../../../packages/policy-language/expressions/library/dates/calendar";
import { Kind, Moment } from "../../../../packages/policy-language/expressions/library/dates/moment";
import { parseDateExact } from "../../../../packages/policy-language/expressions/library/dates/parseExact";
import { DateTimeStyles } from "../../../../packages/policy-language/expressions/library/dates/parsed";
import { parseDateText } from "../../../../packages/policy-language/expressions/library/dates/parseText";
import { Span } from "../../../../packages/policy-language/expressions/library/dates/span";
import {
  parseSpan,
  parseSpanExact,
} from "../../../../packages/policy-language/expressions/library/dates/spanParse";

function parsed(text: string, type: string, styles = defaultStyles(type)): unknown {
  const result = parseNumber(text, type, styles);
  return "value" in result ? result.value : result.failure;
}

const units = fc.bigInt({ min: -(2n ** 96n) + 1n, max: 2n ** 96n - 1n });
const decimals = fc
  .tuple(units, fc.integer({ min: 0, max: 28 }))
  .map(([value, scale]) => Decimal.of(value, scale));
const ticks = fc.bigInt({ min: 0n, max: maxTicks });
const spans = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => new Span(value));

describe("what is written can be read again", () => {
  it("doubles, to the last bit", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(Object.is(parsed(realText(value), "double"), value)).to.equal(true);
        const text = formatNumber(value, "G17", "double")!;
        expect(Object.is(parsed(text, "double"), value), text).to.equal(true);
      }),
    );
  });

  it("floats", () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(Object.is(parsed(realText(value, true), "float"), value)).to.equal(true);
      }),
    );
  });

  it("decimals, with their scale", () => {
    fc.assert(
      fc.property(decimals, (value) => {
        const read = parsed(value.text(), "decimal") as Decimal;
        expect([read.units, read.scale]).to.deep.equal([value.units, value.scale]);
      }),
    );
  });

  it("longs in every format for integers", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(parsed(String(value), "long")).to.equal(value);
        expect(parsed(formatNumber(value, "N0", "long")!, "long", NumberStyles.Number)).to.equal(value);
        expect(parsed(formatNumber(value, "X", "long")!, "long", NumberStyles.HexNumber)).to.equal(value);
        expect(parsed(formatNumber(value, "B", "long")!, "long", NumberStyles.BinaryNumber)).to.equal(value);
      }),
    );
  });

  it("dates with all their ticks and their kind", () => {
    fc.assert(
      fc.property(ticks, fc.constantFrom(Kind.unspecified, Kind.utc), (value, kind) => {
        const moment = new Moment(value, kind);
        const text = moment.format("o");
        for (const read of [
          parseDateText(text, DateTimeStyles.RoundtripKind, false),
          parseDateExact(text, ["o"], DateTimeStyles.RoundtripKind, false, false),
        ])
          expect([read.ticks, read.kind]).to.deep.equal([moment.ticks, moment.kind]);
      }),
    );
  });

  it("dates in every standard format that names the day, and custom ones", () => {
    fc.assert(
      fc.property(
        ticks.map((value) => new Moment(value - (value % 10_000_000n), Kind.unspecified)),
        fc.constantFrom(
          "F",
          "G",
          "r",
          "s",
          "u",
          "yyyyMMddHHmmss",
          "dddd d/M/yyyy h:m:s tt",
          "MMM dd, yyyy HH'h'mm'm'ss",
        ),
        (moment, format) => {
          const text = moment.format(format);
          expect(parseDateExact(text, [format], 0, false, false).ticks, text).to.equal(moment.ticks);
        },
      ),
    );
  });

  it("dates with an offset", () => {
    const offsets = fc.integer({ min: -840, max: 840 }).map((minutes) => BigInt(minutes) * 600_000_000n);
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 13n, max: maxTicks - 10n ** 13n }), offsets, (value, offset) => {
        const moment = new Moment(value, Kind.unspecified, offset);
        const read = parseDateText(moment.format("o"), 0, true);
        expect([read.ticks, read.offset]).to.deep.equal([value, offset]);
      }),
    );
  });

  it("time spans in all standard formats", () => {
    fc.assert(
      fc.property(spans, fc.constantFrom("c", "g", "G"), (span, format) => {
        const text = span.format(format);
        expect(parseSpan(text).ticks, text).to.equal(span.ticks);
        expect(parseSpanExact(text, [format], false).ticks, text).to.equal(span.ticks);
      }),
    );
  });
});

describe("decimals compute exactly", () => {
  const small = fc
    .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 8 }))
    .map(([value, scale]) => Decimal.of(value, scale));

  it("adding and taking away gives the number back", () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(a.add(b).add(b.negate()).compare(a)).to.equal(0);
      }),
    );
  });

  it("a dividend is its quotient times the divisor and the rest", () => {
    fc.assert(
      fc.property(
        small,
        small.filter((value) => value.units !== 0n),
        (a, b) => {
          const whole = Decimal.of(a.divide(b).truncate(), 0);
          fc.pre(a.divide(b).scale < 28);
          expect(whole.multiply(b).add(a.remainder(b)).compare(a)).to.equal(0);
        },
      ),
    );
  });

  it("rounding moves a number by half a unit at most", () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 8 }), (value, places) => {
        const moved = value.round(places).add(value.negate()).abs();
        expect(moved.compare(Decimal.of(5n, places + 1))).to.be.at.most(0);
      }),
    );
  });
});

describe("texts that are no numbers or dates", () => {
  const noise = fc.string({ unit: fc.constantFrom(..."0123456789+-.,eE ()¤:TZ/aM\u00e9") });

  it("are refused, never anything else", () => {
    fc.assert(
      fc.property(noise, fc.constantFrom("int", "long", "double", "decimal", "byte"), (text, type) => {
        const result = parseNumber(text, type, NumberStyles.Any);
        if ("failure" in result) expect(result.failure).to.be.oneOf(["format", "overflow"]);
        else expect(result.value).to.not.equal(undefined);
      }),
    );
  });
});
