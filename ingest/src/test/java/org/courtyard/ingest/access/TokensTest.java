package org.courtyard.ingest.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.courtyard.ingest.validation.Checked.Bad;
import org.courtyard.ingest.validation.Checked.Good;
import org.courtyard.ingest.validation.Fault;
import org.junit.jupiter.api.Test;

class TokensTest {
  /** echo -n abc | sha256sum */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aTokenSpeaksForItsTenants() {
    // Given
    Tokens tokens =
        ((Good<Tokens>) Tokens.read("token_sha256,tenant\n" + ABC + ",fz\n" + ABC + ",bishan\n"))
            .value();
    // Then
    assertThat(tokens.tenants("abc")).contains(Set.of("fz", "bishan"));
    assertThat(tokens.tenants("abd")).isEmpty();
    assertThat(tokens.tenants("")).isEmpty();
  }

  @Test
  void aTokenInPlainTextIsRefused() {
    assertThat(Tokens.read("token_sha256,tenant\nabc,fz\n"))
        .isEqualTo(
            new Bad<Tokens>(
                List.of(new Fault(2, "token_sha256", "must be 64 hexadecimal digits"))));
  }
}
