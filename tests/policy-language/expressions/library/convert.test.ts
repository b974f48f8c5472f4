import { itAnswers } from "../support";

const r = String.raw;

describe("System.Convert in expressions", () => {
  describe("between types", () => {
    itAnswers(r`
      @(Convert.ToInt32(2.5)) ⇒ int 2
      @(Convert.ToInt32(3.5m)) ⇒ int 4
      @(Convert.ToInt32(-1.5)) ⇒ int -2
      @(Convert.ToInt32(3000000000.0)) ⇒ !System.OverflowException Value was either too large or too small for an Int32.
      @(Convert.ToInt32(double.NaN)) ⇒ !System.OverflowException *
      @(Convert.ToByte(-1)) ⇒ !System.OverflowException Value was either too large or too small for an unsigned byte.
      @(Convert.ToInt32('a')) ⇒ int 97
      @(Convert.ToChar(97)) ⇒ char a
      @(Convert.ToChar("ab")) ⇒ !System.FormatException String must be exactly one character long.
      @(Convert.ToDouble('a')) ⇒ !System.InvalidCastException Invalid cast from 'Char' to 'Double'.
      @(Convert.ToBoolean(2)) ⇒ bool True
      @(Convert.ToBoolean("yes")) ⇒ !System.FormatException String 'yes' was not recognized as a valid Boolean.
      @(Convert.ToBoolean((string)null)) ⇒ bool False
      @(Convert.ToInt32((string)null)) ⇒ int 0
      @(Convert.ToInt32("")) ⇒ !System.FormatException The input string '' was not in a correct format.
      @(Convert.ToDecimal(1.1)) ⇒ decimal 1.1
      @(Convert.ToDecimal(true)) ⇒ decimal 1
      @(Convert.ToSingle("1.5")) ⇒ float 1.5
      @(Convert.ToInt64("12")) ⇒ long 12
      @(Convert.ToInt32(DateTime.UtcNow)) ⇒ !System.InvalidCastException Invalid cast from 'DateTime' to 'Int32'.
      @(Convert.ToInt32(new object())) ⇒ !System.InvalidCastException Unable to cast object of type 'System.Object' to type 'System.IConvertible'.
      @(Convert.ToInt32(DayOfWeek.Friday)) ⇒ int 5
      @(Convert.ToInt32(JToken.Parse("7"))) ⇒ int 7
      @(Convert.ToString(12.50m)) ⇒ string 12.50
      @(Convert.ToString(true)) ⇒ string True
      @(Convert.ToString((object)null) + "|") ⇒ string |
      @(Convert.ToString('x')) ⇒ string x
      @(Convert.ToDateTime("2026-03-14").Day) ⇒ int 14
      @(Convert.ToDateTime("x")) ⇒ !System.FormatException The string 'x' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.
      @(Convert.ChangeType("12", typeof(int))) ⇒ int 12
      @(Convert.ChangeType(1.5, typeof(string))) ⇒ string 1.5
      @(Convert.ChangeType("x", typeof(int))) ⇒ !System.FormatException *
      @(Convert.ChangeType(null, typeof(int))) ⇒ !System.InvalidCastException Null object cannot be converted to a value type.
      @(Convert.GetTypeCode("x")) ⇒ enum TypeCode String
    `);
  });

  describe("bases", () => {
    itAnswers(r`
      @(Convert.ToInt32("ff", 16)) ⇒ int 255
      @(Convert.ToInt32("0xFFFFFFFF", 16)) ⇒ int -1
      @(Convert.ToInt32("1010", 2)) ⇒ int 10
      @(Convert.ToInt32("777", 8)) ⇒ int 511
      @(Convert.ToInt32("12", 3)) ⇒ !System.ArgumentException Invalid Base.
      @(Convert.ToInt32("xyz", 16)) ⇒ !System.FormatException Could not find any recognizable digits.
      @(Convert.ToInt32("12z", 16)) ⇒ !System.FormatException Additional non-parsable characters are at the end of the string.
      @(Convert.ToInt32("1FFFFFFFF", 16)) ⇒ !System.OverflowException *
      @(Convert.ToByte("100", 16)) ⇒ !System.OverflowException *
      @(Convert.ToInt64("ffffffffffffffff", 16)) ⇒ long -1
      @(Convert.ToString(-1, 16)) ⇒ string ffffffff
      @(Convert.ToString(10, 2)) ⇒ string 1010
      @(Convert.ToString(-1L, 8)) ⇒ string 1777777777777777777777
      @(Convert.ToString((byte)255, 2)) ⇒ string 11111111
      @(Convert.ToString(-5, 10)) ⇒ string -5
    `);
  });

  describe("bytes", () => {
    itAnswers(r`
      @(Convert.ToBase64String(new byte[] { 1, 2, 3, 255 })) ⇒ string AQID/w==
      @(Convert.ToBase64String(new byte[] { 1, 2, 3, 4 }, 1, 2)) ⇒ string AgM=
      @(Convert.ToBase64String(new byte[60], Base64FormattingOptions.InsertLineBreaks).IndexOf("\r\n")) ⇒ int 76
      @(Convert.ToBase64String(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'inArray')
      @(Convert.ToBase64String(new byte[1], 1, 1)) ⇒ !System.ArgumentOutOfRangeException *
      @(Convert.FromBase64String("AQ ID\n/w==")) ⇒ [1, 2, 3, 255]
      @(Convert.FromBase64String("AQI")) ⇒ !System.FormatException The input is not a valid Base-64 string as it contains*
      @(Convert.FromBase64String("A-_A")) ⇒ !System.FormatException *
      @(Convert.FromBase64String(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 's')
      @(Convert.ToHexString(new byte[] { 10, 255 })) ⇒ string 0AFF
      @(Convert.FromHexString("0aFF")) ⇒ [10, 255]
      @(Convert.FromHexString("abc")) ⇒ !System.FormatException The input is not a valid hex string as its length is not a multiple of 2.
      @(Convert.FromHexString("zz")) ⇒ !System.FormatException The input is not a valid hex string as it contains a non-hex character.
      @(BitConverter.ToString(new byte[] { 1, 171 })) ⇒ string 01-AB
      @(BitConverter.ToString(new byte[0]) + "|") ⇒ string |
      @(BitConverter.ToString(new byte[] { 1, 2, 3 }, 1)) ⇒ string 02-03
      @(BitConverter.GetBytes(258)) ⇒ [2, 1, 0, 0]
      @(BitConverter.GetBytes(1.5)) ⇒ [0, 0, 0, 0, 0, 0, 248, 63]
      @(BitConverter.ToInt64(BitConverter.GetBytes(-5L), 0)) ⇒ long -5
      @(BitConverter.ToUInt16(new byte[] { 1, 2 }, 0)) ⇒ UInt16 513
      @(BitConverter.ToInt32(new byte[] { 1, 2 }, 0)) ⇒ !System.ArgumentException Destination array is not long enough*
      @(BitConverter.ToInt32(new byte[4], 4)) ⇒ !System.ArgumentOutOfRangeException *
      @(BitConverter.IsLittleEndian) ⇒ bool True
      @(BitConverter.DoubleToInt64Bits(1.0)) ⇒ long 4607182418800017408
    `);
  });
});

describe("System.Math in expressions", () => {
  itAnswers(r`
    @(Math.Round(2.5)) ⇒ double 2
    @(Math.Round(-3.5)) ⇒ double -4
    @(Math.Round(2.345m, 2)) ⇒ decimal 2.34
    @(Math.Round(2.5, MidpointRounding.AwayFromZero)) ⇒ double 3
    @(Math.Round(2.5, MidpointRounding.ToZero)) ⇒ double 2
    @(Math.Round(-2.1, MidpointRounding.ToNegativeInfinity)) ⇒ double -3
    @(Math.Round(1.005, 2)) ⇒ double 1
    @(Math.Round(1.5, 16)) ⇒ !System.ArgumentOutOfRangeException Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')
    @(Math.Round(2.345m, 2, MidpointRounding.AwayFromZero)) ⇒ decimal 2.35
    @(Math.Max(1, 2.5m)) ⇒ decimal 2.5
    @(Math.Max(double.NaN, 1)) ⇒ double NaN
    @(Math.Min((byte)3, (byte)4)) ⇒ Byte 3
    @(Math.Abs(-5L)) ⇒ long 5
    @(Math.Abs(int.MinValue)) ⇒ !System.OverflowException Negating the minimum value of a twos complement number is invalid.
    @(Math.Abs(-1.50m)) ⇒ decimal 1.50
    @(Math.Sign(-2.5)) ⇒ int -1
    @(Math.Sign(double.NaN)) ⇒ !System.ArithmeticException Function does not accept floating point Not-a-Number values.
    @(Math.Clamp(15, 0, 10)) ⇒ int 10
    @(Math.Clamp(1, 5, 2)) ⇒ !System.ArgumentException '5' cannot be greater than 2.
    @(Math.Floor(-1.5m)) ⇒ decimal -2
    @(Math.Ceiling(-1.5)) ⇒ double -1
    @(Math.Truncate(-1.7m)) ⇒ decimal -1
    @(Math.Pow(2, 0.5)) ⇒ double 1.4142135623730951
    @(Math.Pow(1, double.NaN)) ⇒ double 1
    @(Math.Sqrt(-1)) ⇒ double NaN
    @(Math.Cbrt(27)) ⇒ double 3
    @(Math.Log(8, 2)) ⇒ double 3
    @(Math.Log2(8)) ⇒ double 3
    @(Math.Log10(1000)) ⇒ double 3
    @(Math.Log(5, 1)) ⇒ double NaN
    @(Math.IEEERemainder(3, 2)) ⇒ double -1
    @(Math.DivRem(7, 3, out var rest) * 10 + rest) ⇒ int 21
    @(Math.BigMul(int.MaxValue, 2)) ⇒ long 4294967294
    @(Math.PI) ⇒ double 3.141592653589793
    @(Math.Atan2(1, 1) * 4) ⇒ double 3.141592653589793
  `);
});

describe("long texts", () => {
  // Each would take minutes if a pattern went over the text once for every character.
  itAnswers(r`
    @(bool.TryParse(new string(' ', 200000) + "x", out var b)) ⇒ bool False
    @(int.TryParse(new string(' ', 200000) + "x", out var n)) ⇒ bool False
    @(int.TryParse(new string('1', 200000), out var n)) ⇒ bool False
    @(int.TryParse(new string(' ', 200000) + "x", NumberStyles.HexNumber, null, out var n)) ⇒ bool False
    @(double.Parse(new string('9', 200000))) ⇒ double Infinity
    @(decimal.TryParse("0." + new string('3', 200000), out var d) ? d : 0) ⇒ decimal 0.3333333333333333333333333333
    @(DateTime.TryParse(new string('1', 200000), out var d)) ⇒ bool False
    @(TimeSpan.TryParse(new string('1', 200000), out var t)) ⇒ bool False
    @(Guid.TryParse("{" + new string('0', 200000), out var g)) ⇒ bool False
    @(5.ToString("F99999999")) ⇒ !System.TimeoutException *
  `);
});
