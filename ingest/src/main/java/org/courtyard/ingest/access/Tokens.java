package org.courtyard.ingest.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.courtyard.ingest.csv.Csv;
import org.courtyard.ingest.validation.Checked;
import org.courtyard.ingest.validation.Checks;

/** Which bearer token speaks for which tenants. Only hashes of tokens are held. */
public final class Tokens {
  private record Grant(byte[] sha256, String tenant) {}

  private final List<Grant> grants;

  private Tokens(List<Grant> grants) {
    this.grants = List.copyOf(grants);
  }

  /** Reads a CSV with the columns token_sha256 (hex) and tenant; a token may have several rows. */
  public static Checked<Tokens> read(String csv) {
    return Csv.read(csv, List.of("token_sha256", "tenant")).then(Tokens::of);
  }

  private static Checked<Tokens> of(Csv csv) {
    Checks checks = Checks.ofWhole();
    List<Grant> grants = new ArrayList<>();
    for (Csv.Row row : csv.rows()) {
      Checks here = checks.atLine(row.line());
      String tenant = here.id("tenant", row.get("tenant"));
      String hash = row.get("token_sha256");
      if (hash.matches("[0-9a-fA-F]{64}")) {
        grants.add(new Grant(HexFormat.of().parseHex(hash), tenant));
      } else {
        here.fault("token_sha256", "must be 64 hexadecimal digits");
      }
    }
    return checks.result(() -> new Tokens(grants));
  }

  /** The tenants that a token speaks for; empty when nobody knows the token. */
  public Optional<Set<String>> tenants(String token) {
    byte[] presented = sha256(token);
    Set<String> tenants = new HashSet<>();
    for (Grant grant : grants) {
      if (MessageDigest.isEqual(grant.sha256, presented)) {
        tenants.add(grant.tenant);
      }
    }
    return tenants.isEmpty() ? Optional.empty() : Optional.of(tenants);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
