package org.courtyard.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one write budget for all stores of the process. By default each store of each
 * partition may take 50 MB of cache and 48 MB of write buffers of its own.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  private static final long TOTAL = Long.getLong("courtyard.rocksdb.mib", 128L) << 20;
  private static final double FOR_INDEXES = 0.2;

  static {
    org.rocksdb.RocksDB.loadLibrary();
  }

  private static final Cache CACHE = new LRUCache(TOTAL, -1, false, FOR_INDEXES);
  private static final WriteBufferManager WRITES = new WriteBufferManager(TOTAL / 2, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setFilterPolicy(new BloomFilter(10));
    options.setWriteBufferManager(WRITES);
    options.setWriteBufferSize(8L << 20);
    options.setMaxWriteBufferNumber(2);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    // The cache and the budget are the process's and outlive every store.
  }
}
