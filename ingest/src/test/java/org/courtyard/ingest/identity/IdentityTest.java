package org.courtyard.ingest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private final Identity identity = of("0123456789abcdef0123456789abcdef");

  @Test
  void aPersonIsAlwaysTheSameHash() {
    // echo -n 'wecom|u1' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    assertThat(identity.of("wecom", "u1")).isEqualTo("7487bffefcf9000c872820ee05812c78");
    assertThat(of("0123456789abcdef0123456789abcdef\r\n").of("wecom", "u1"))
        .isEqualTo(identity.of("wecom", "u1"));
  }

  @Test
  void anotherPersonPlatformOrKeyIsAnotherHash() {
    assertThat(identity.of("wecom", "u1"))
        .isNotEqualTo(identity.of("wecom", "u2"))
        .isNotEqualTo(identity.of("feishu", "u1"))
        .isNotEqualTo(of("another key of some length").of("wecom", "u1"));
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> of("   fifteen bytes!!   \n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 16 bytes")
        .hasMessageContaining("15");
  }

  private static Identity of(String key) {
    return Identity.ofKeyFile(key.getBytes(StandardCharsets.UTF_8));
  }
}
