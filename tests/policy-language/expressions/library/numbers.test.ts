import { itAnswers } from "../support";

const r = String.raw;

describe("the number types of expressions", () => {
  describe("limits", () => {
    itAnswers(r`
      @(int.MaxValue) ⇒ int 2147483647
      @(long.MinValue) ⇒ long -9223372036854775808
      @(ulong.MaxValue) ⇒ UInt64 18446744073709551615
      @(sbyte.MinValue) ⇒ SByte -128
      @(ushort.MaxValue) ⇒ UInt16 65535
      @(uint.MaxValue) ⇒ UInt32 4294967295
      @(float.MaxValue) ⇒ float 3.4028235E+38
      @(double.Epsilon) ⇒ double 5E-324
      @(decimal.MaxValue) ⇒ decimal 79228162514264337593543950335
      @(double.NegativeInfinity) ⇒ double -Infinity
      @(unchecked(int.MaxValue + 1)) ⇒ int -2147483648
      @{ var n = int.MinValue; return n / -1; } ⇒ !System.OverflowException Arithmetic operation resulted in an overflow.
      @{ var n = 0; return 5 % n; } ⇒ !System.DivideByZeroException Attempted to divide by zero.
      @{ var d = double.NaN; return (int)d; } ⇒ int 0
      @{ var d = 1e20; return (int)d; } ⇒ int 2147483647
      @{ var d = 300.7; return (byte)d; } ⇒ Byte 44
      @((int)(-3.9)) ⇒ int -3
    `);
  });

  describe("Parse", () => {
    itAnswers(r`
      @(int.Parse("  -42\t")) ⇒ int -42
      @(int.Parse("+7")) ⇒ int 7
      @(int.Parse("x")) ⇒ !System.FormatException The input string 'x' was not in a correct format.
      @(int.Parse("")) ⇒ !System.FormatException The input string '' was not in a correct format.
      @(int.Parse((string)null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 's')
      @(int.Parse("2147483648")) ⇒ !System.OverflowException Value was either too large or too small for an Int32.
      @(byte.Parse("256")) ⇒ !System.OverflowException Value was either too large or too small for an unsigned byte.
      @(sbyte.Parse("-129")) ⇒ !System.OverflowException Value was either too large or too small for a signed byte.
      @(uint.Parse("-1")) ⇒ !System.OverflowException Value was either too large or too small for a UInt32.
      @(int.Parse("1,000")) ⇒ !System.FormatException The input string '1,000' was not in a correct format.
      @(int.Parse("1,000", NumberStyles.AllowThousands)) ⇒ int 1000
      @(int.Parse("1e3", NumberStyles.AllowExponent)) ⇒ int 1000
      @(int.Parse("12.0", NumberStyles.AllowDecimalPoint)) ⇒ int 12
      @(int.Parse("12.5", NumberStyles.AllowDecimalPoint)) ⇒ !System.OverflowException *
      @(int.Parse("(5)", NumberStyles.AllowParentheses)) ⇒ int -5
      @(int.Parse("5-", NumberStyles.AllowTrailingSign)) ⇒ int -5
      @(int.Parse("ff", NumberStyles.HexNumber)) ⇒ int 255
      @(int.Parse("FFFFFFFF", NumberStyles.HexNumber)) ⇒ int -1
      @(int.Parse("1FFFFFFFF", NumberStyles.HexNumber)) ⇒ !System.OverflowException *
      @(int.Parse("0x1F", NumberStyles.HexNumber)) ⇒ !System.FormatException *
      @(int.Parse("1", NumberStyles.HexNumber | NumberStyles.AllowThousands)) ⇒ !System.ArgumentException With the AllowHexSpecifier*
      @(long.Parse("9223372036854775807", CultureInfo.InvariantCulture)) ⇒ long 9223372036854775807
      @(double.Parse("1e400")) ⇒ double Infinity
      @(double.Parse("-1,234.5e-2")) ⇒ double -12.345
      @(double.Parse(".5")) ⇒ double 0.5
      @(double.Parse("5.")) ⇒ double 5
      @(double.Parse("nan")) ⇒ double NaN
      @(double.Parse("-Infinity")) ⇒ double -Infinity
      @(double.Parse("1_000")) ⇒ !System.FormatException *
      @(float.Parse("0.1")) ⇒ float 0.1
      @(decimal.Parse("1.50")) ⇒ decimal 1.50
      @(decimal.Parse("1e3")) ⇒ !System.FormatException *
      @(decimal.Parse("1.5e3", NumberStyles.Float)) ⇒ decimal 1500
      @(decimal.Parse("1e99999999", NumberStyles.Float)) ⇒ !System.OverflowException Value was either too large or too small for a Decimal.
      @(decimal.Parse("0.00000000000000000000000000005")) ⇒ decimal 0.0000000000000000000000000000
      @(decimal.Parse("¤1,234.50", NumberStyles.Currency)) ⇒ decimal 1234.50
      @(int.TryParse(null, out var n)) ⇒ bool False
      @(int.TryParse("12", NumberStyles.None, null, out var n) ? n : -1) ⇒ int 12
      @(int.TryParse(" 12", NumberStyles.None, null, out var n) ? n : -1) ⇒ int -1
      @(double.TryParse("1,5", NumberStyles.Float, CultureInfo.InvariantCulture, out var d)) ⇒ bool False
      @(bool.Parse(" TRUE ")) ⇒ bool True
      @(bool.Parse("1")) ⇒ !System.FormatException String '1' was not recognized as a valid Boolean.
      @(bool.Parse(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'value')
      @(bool.TrueString + bool.FalseString) ⇒ string TrueFalse
    `);
  });

  describe("comparing", () => {
    itAnswers(r`
      @(5.CompareTo(7)) ⇒ int -1
      @(((byte)5).CompareTo((byte)9)) ⇒ int -4
      @(5.CompareTo(null)) ⇒ int 1
      @(5.CompareTo((object)"x")) ⇒ !System.ArgumentException Object must be of type Int32.
      @(double.NaN.CompareTo(1.0)) ⇒ int -1
      @(double.NaN.Equals(double.NaN)) ⇒ bool True
      @(double.NaN == double.NaN) ⇒ bool False
      @(5.Equals(5L)) ⇒ bool False
      @(5L.Equals(5)) ⇒ bool True
      @(1.0m.Equals(1.00m)) ⇒ bool True
      @(true.CompareTo(false)) ⇒ int 1
      @(5.GetHashCode()) ⇒ int 5
      @((1L << 32).GetHashCode()) ⇒ int 1
      @(int.Max(3, 4) + int.Clamp(9, 1, 5)) ⇒ int 9
      @(int.IsEvenInteger(4)) ⇒ bool True
      @(int.PopCount(255)) ⇒ int 8
      @(double.IsNaN(0.0 / 0)) ⇒ bool True
      @(double.IsFinite(1 / 0.0)) ⇒ bool False
    `);
  });

  describe("decimal", () => {
    itAnswers(r`
      @(1.0m + 2.00m) ⇒ decimal 3.00
      @(1.50m * 2) ⇒ decimal 3.00
      @(1.00m / 8) ⇒ decimal 0.125
      @(10.00m / 4) ⇒ decimal 2.50
      @(2m / 3) ⇒ decimal 0.6666666666666666666666666667
      @(-7.5m % 2) ⇒ decimal -1.5
      @(1m % 2.00m) ⇒ decimal 1
      @(decimal.MaxValue + 1) ⇒ !System.OverflowException Value was either too large or too small for a Decimal.
      @{ var zero = 0m; return 1 / zero; } ⇒ !System.DivideByZeroException Attempted to divide by zero.
      @((decimal)0.1) ⇒ decimal 0.1
      @((decimal)1e-30) ⇒ decimal 0
      @((decimal)123456789.123456789) ⇒ decimal 123456789.123457
      @((decimal)0.1f) ⇒ decimal 0.1
      @{ var d = double.NaN; return (decimal)d; } ⇒ !System.OverflowException Value was either too large or too small for a Decimal.
      @((int)1.9m) ⇒ int 1
      @{ var d = 300m; return (byte)d; } ⇒ !System.OverflowException Value was either too large or too small for an unsigned byte.
      @((double)1.1m) ⇒ double 1.1
      @(decimal.Round(2.345m, 2)) ⇒ decimal 2.34
      @(decimal.Round(2.345m, 2, MidpointRounding.AwayFromZero)) ⇒ decimal 2.35
      @(decimal.Round(-2.5m)) ⇒ decimal -2
      @(decimal.Round(1m, 29)) ⇒ !System.ArgumentOutOfRangeException Decimal can only round to between 0 and 28 digits of precision. (Parameter 'decimals')
      @(decimal.Truncate(-1.9m)) ⇒ decimal -1
      @(decimal.Floor(-1.1m)) ⇒ decimal -2
      @(decimal.Ceiling(1.1m)) ⇒ decimal 2
      @(decimal.Remainder(7m, 4m)) ⇒ decimal 3
      @(decimal.Compare(1m, 2m)) ⇒ int -1
      @(decimal.One + decimal.MinusOne + decimal.Zero) ⇒ decimal 0
      @(decimal.ToInt32(2.9m)) ⇒ int 2
      @(0.1m + 0.2m == 0.3m) ⇒ bool True
    `);
  });

  describe("ToString", () => {
    itAnswers(r`
      @(1234.5.ToString("N")) ⇒ string 1,234.50
      @(1234567.ToString("N0")) ⇒ string 1,234,567
      @((-1234.5m).ToString("C")) ⇒ string (¤1,234.50)
      @(1234.5m.ToString("C", new CultureInfo("en-US"))) ⇒ string $1,234.50
      @((-1234.5m).ToString("C0", CultureInfo.GetCultureInfo("en-US"))) ⇒ string -$1,235
      @(0.256.ToString("P")) ⇒ string 25.60 %
      @(0.256.ToString("P1", new CultureInfo("en-US"))) ⇒ string 25.6%
      @((-5).ToString("D4")) ⇒ string -0005
      @(1.5.ToString("D")) ⇒ !System.FormatException Format specifier was invalid.
      @(1.5.ToString("Z")) ⇒ !System.FormatException Format specifier was invalid.
      @((-1).ToString("X")) ⇒ string FFFFFFFF
      @(((short)-1).ToString("x")) ⇒ string ffff
      @(255L.ToString("X4")) ⇒ string 00FF
      @(5.ToString("B")) ⇒ string 101
      @(1234.5678.ToString("E2")) ⇒ string 1.23E+003
      @(0.ToString("e")) ⇒ string 0.000000e+000
      @(0.00012345.ToString("G3")) ⇒ string 0.000123
      @(0.000012345.ToString("G3")) ⇒ string 1.23E-05
      @(12345.ToString("G2")) ⇒ string 1.2E+04
      @(0.1.ToString("G17")) ⇒ string 0.10000000000000001
      @(0.1.ToString("R")) ⇒ string 0.1
      @(2.5.ToString("F0")) ⇒ string 2
      @(2.5m.ToString("F0")) ⇒ string 3
      @(0.125.ToString("F2")) ⇒ string 0.12
      @(0.125.ToString("0.00")) ⇒ string 0.13
      @((-0.001).ToString("F2")) ⇒ string -0.00
      @((-0.001m).ToString("F2")) ⇒ string 0.00
      @(1e21.ToString("F0")) ⇒ string 1000000000000000000000
      @(1e-7) ⇒ double 1E-07
      @(1.10m.ToString()) ⇒ string 1.10
      @(1.10m.ToString("G")) ⇒ string 1.10
      @(1.0f / 3) ⇒ float 0.33333334
      @(5.ToString("")) ⇒ string 5
      @(double.NaN.ToString("N2")) ⇒ string NaN
    `);
  });

  describe("custom formats", () => {
    itAnswers(r`
      @(1234567.891.ToString("#,##0.00")) ⇒ string 1,234,567.89
      @(12.ToString("00000")) ⇒ string 00012
      @(0.5.ToString("#.##")) ⇒ string .5
      @(0.ToString("#") + "|") ⇒ string |
      @(1234567.ToString("0,,.00M")) ⇒ string 1.23M
      @(0.1234.ToString("0.0%")) ⇒ string 12.3%
      @(0.1234.ToString("0.0‰")) ⇒ string 123.4‰
      @(12345.ToString("0.00E+00")) ⇒ string 1.23E+04
      @(1e10.ToString("0.###E+0")) ⇒ string 1E+10
      @(1234.5.ToString("##0.##E-00")) ⇒ string 123.45E01
      @(5.ToString("0 Euro")) ⇒ string 5 Euro
      @((-12345.678).ToString("#,##0.00;(#,##0.00);-")) ⇒ string (12,345.68)
      @(0.00012.ToString("0.0e0")) ⇒ string 1.2e-4
      @((-5).ToString("0;(0);zero")) ⇒ string (5)
      @(0.ToString("0;(0);zero")) ⇒ string zero
      @((-5).ToString("0")) ⇒ string -5
      @((-0.4).ToString("0.0")) ⇒ string -0.4
      @((-0.4).ToString("0")) ⇒ string -0
      @((-0.4m).ToString("0")) ⇒ string 0
      @(5.ToString("'no. '0\\%")) ⇒ string no. 5%
      @(12345678.ToString("(###) ###-##")) ⇒ string (123) 456-78
      @(99.999.ToString("0.00")) ⇒ string 100.00
      @(5.ToString("0 units")) ⇒ string 5 units
      @(1.2345m.ToString("0.##")) ⇒ string 1.23
      @(123456789.ToString("#,#")) ⇒ string 123,456,789
    `);
  });
});
