package io.lakeloop.feature;

import java.math.BigInteger;

/** A signed number of 128 bits that wraps around: {@code high * 2^64 + unsigned(low)}. */
record Int128(long high, long low) {
  Int128 minus(Int128 other) {
    long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    return new Int128(high - other.high - borrow, low - other.low);
  }

  BigInteger toBigInteger() {
    BigInteger unsignedLow =
        BigInteger.valueOf(low >>> 1).shiftLeft(1).or(BigInteger.valueOf(low & 1));
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsignedLow);
  }

  /**
   * {@code count * this - sum * sum}, exact: the numerator of a variance, of which nothing is lost
   * to cancellation.
   */
  double timesMinusSquare(int count, long sum) {
    if (high >= 0 && high < 1L << 31 && count > 0) {
      // this < 2^95 and count < 2^31: the product stays below 2^127, and so does the square, which
      // is never larger (Cauchy-Schwarz).
      long productLow = low * count;
      long productHigh = high * count + unsignedMultiplyHigh(low, count);
      Int128 product = new Int128(productHigh, productLow);
      return product.minus(new Int128(Math.multiplyHigh(sum, sum), sum * sum)).toDouble();
    }
    BigInteger exactSum = BigInteger.valueOf(sum);
    return toBigInteger()
        .multiply(BigInteger.valueOf(count))
        .subtract(exactSum.multiply(exactSum))
        .doubleValue();
  }

  private static long unsignedMultiplyHigh(long unsigned, long notNegative) {
    return Math.multiplyHigh(unsigned, notNegative) + (unsigned < 0 ? notNegative : 0);
  }

  /** Rounded once when below 2^63, else from the exact number. */
  private double toDouble() {
    return high == 0 && low >= 0 ? low : toBigInteger().doubleValue();
  }
}
