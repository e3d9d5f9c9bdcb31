package org.courtyard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
  @TempDir private Path directory;
  private Path store;
  private Path identity;

  @BeforeEach
  void someState() throws IOException {
    store = directory.resolve("service/0_1/rocksdb/cases/000010.sst");
    identity = directory.resolve("service/kafka-streams-process-metadata");
    Files.createDirectories(store.getParent());
    Files.createFile(store);
    Files.createFile(identity);
  }

  @Test
  void whatAKilledPredecessorLeftIsDeletedButNotWhoItWas() {
    // Given
    new LocalState(directory, "service").open();

    // When
    new LocalState(directory, "service").open();

    // Then
    assertThat(store).doesNotExist();
    assertThat(directory.resolve("service/0_1")).doesNotExist();
    assertThat(identity).exists();
  }

  @Test
  void whatWasClosedInOrderStays() {
    // Given
    LocalState first = new LocalState(directory, "service");
    first.open();
    first.closed();

    // When
    new LocalState(directory, "service").open();

    // Then
    assertThat(store).exists();
  }

  @Test
  void whatSomebodyElseHasLockedStays() throws IOException {
    // Given
    new LocalState(directory, "service").open();
    Path lockFile = directory.resolve("service/.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();

      // When
      new LocalState(directory, "service").open();
    }

    // Then
    assertThat(store).exists();
  }
}
