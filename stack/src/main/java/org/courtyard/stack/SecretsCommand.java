package org.courtyard.stack;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./courtyard secrets DIR} */
@Command(
    name = "secrets",
    description = "Make the secrets that docker-compose.yml wants, and print a token for ingest.")
public final class SecretsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "for docker-compose.yml: .courtyard/compose")
  private Path directory;

  @Option(
      names = "--tenant",
      defaultValue = "fangzhuang",
      description = "whom the token speaks for (${DEFAULT-VALUE})")
  private String tenant;

  @Override
  public Integer call() throws GeneralSecurityException {
    Secrets secrets = new Secrets(directory, true);
    if (Files.exists(directory.resolve("tokens.csv"))) {
      throw new StackException(
          "There are secrets in "
              + directory
              + " already. Another identity key would make"
              + " strangers of everybody; delete them yourself if that is meant.");
    }
    secrets.identityKey();
    secrets.destinations(
        Home.find().samples().resolve("destinations.csv"), "http://simulator:8099");
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    secrets.write(
        "tokens.csv",
        "token_sha256,tenant\n%s,%s\n".formatted(HexFormat.of().formatHex(hash), tenant));
    System.out.println("Secrets made in " + directory + ".");
    System.out.println("Keep this token, it is nowhere else: COURTYARD_TOKEN=" + token);
    return 0;
  }
}
