package io.lakeloop.servers;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key pair that S3 requests are signed with.
 *
 * @param accessKey public part
 * @param secretKey secret part
 */
record S3Credentials(String accessKey, String secretKey) {
  private static final int ACCESS_BYTES = 5;
  private static final int SECRET_BYTES = 20;

  static S3Credentials random() {
    return new S3Credentials("lakeloop" + randomHex(ACCESS_BYTES), randomHex(SECRET_BYTES));
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "S3Credentials[accessKey=" + accessKey + "]";
  }
}
