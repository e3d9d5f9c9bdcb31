package org.courtyard.streams;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.rocksdb.Cache;
import org.rocksdb.CompactionStyle;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer for all stores of the process. By default every store of
 * every partition takes up to a hundred megabytes of its own.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** Configuration key: bytes for all stores together. */
  static final String BYTES = "courtyard.rocksdb.bytes";

  /** Configuration key: stores that are queues, scanned from their head. */
  static final String QUEUES = "courtyard.rocksdb.queues";

  private static final double HIGH_PRIORITY_SHARE = 0.2;
  private static final int WRITE_SHARE = 3;
  private static final int ARENA_BYTES = 64 << 10;

  private static Shared shared;

  private record Shared(Cache cache, WriteBufferManager writes) {
    static Shared of(long bytes) {
      Cache cache = new LRUCache(bytes, -1, false, HIGH_PRIORITY_SHARE);
      return new Shared(cache, new WriteBufferManager(bytes / WRITE_SHARE, cache));
    }
  }

  private static synchronized Shared shared(Map<String, Object> configs) {
    if (shared == null) {
      shared = Shared.of(Long.parseLong(configs.get(BYTES).toString()));
    }
    return shared;
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    Shared process = shared(configs);
    var table = (BlockBasedTableConfigWithAccessibleCache) options.tableFormatConfig();
    Cache replaced = table.blockCache();
    table.setBlockCache(process.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    // Every look-up asks the filters of all files of a store: they need not be found first.
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(process.writes());
    // By the default of a megabyte, dozens of stores fill what they share before they hold
    // anything.
    options.setArenaBlockSize(ARENA_BYTES);
    if (((Set<?>) configs.get(QUEUES)).contains(storeName)) {
      // What was taken from the head must leave the way of the next scan soon.
      options.setCompactionStyle(CompactionStyle.LEVEL);
    }
    replaced.close();
  }

  /** What is shared lives as long as the process. */
  @Override
  public void close(String storeName, Options options) {}
}
