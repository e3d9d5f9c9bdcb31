package org.courtyard.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What an instance keeps on disk, and whether it was left in order. After a kill under exactly-once
 * none of it can be used: Kafka Streams finds that out store by store, twice, and then restores all
 * of it from the changelogs. Known at once, half of the time until the instance works again is
 * saved.
 */
final class LocalState {
  private static final Logger LOG = Logger.getLogger(LocalState.class);
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

  private final Path application;
  private final Path mark;

  /**
   * The state of one instance.
   *
   * @param stateDir as Kafka Streams is told
   * @param service the application id
   */
  LocalState(Path stateDir, String service) {
    this.application = stateDir.resolve(service);
    this.mark = stateDir.resolve("in-use");
  }

  /** Notes that it is in use; what a killed predecessor left of its tasks is deleted. */
  void open() {
    try {
      Files.createDirectories(application);
      if (Files.exists(mark)) {
        deleteTasks();
      } else {
        Files.createFile(mark);
      }
    } catch (IOException e) {
      // Then Kafka Streams finds out by itself, or says better what is wrong.
      LOG.warnf("state could not be looked at error=%s", e);
    }
  }

  /** Notes that everything in it was closed in order. */
  void closed() {
    try {
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      LOG.warnf("state could not be marked as closed error=%s", e);
    }
  }

  private void deleteTasks() throws IOException {
    Path lockFile = application.resolve(".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        // Somebody else works in there; Kafka Streams will refuse to.
        return;
      }
      for (Path task : tasks()) {
        deleteTree(task);
      }
      LOG.infof("state of a killed predecessor deleted, to be restored directory=%s", application);
    } catch (OverlappingFileLockException e) {
      // Likewise, in this very process.
      LOG.debug("state is locked", e);
    }
  }

  private List<Path> tasks() throws IOException {
    try (Stream<Path> all = Files.list(application)) {
      return all.filter(each -> TASK.matcher(each.getFileName().toString()).matches()).toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
