package org.courtyard.router;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Decodes each byte array once. An in-memory store hands out the same array at every read, so that
 * whole rule sets can be read for every message at the price of a look-up.
 */
final class RememberingSerde {
  private RememberingSerde() {}

  static <T> Serde<T> of(Serde<T> serde) {
    Map<byte[], T> known = Collections.synchronizedMap(new WeakHashMap<>());
    Deserializer<T> deserializer = serde.deserializer();
    return Serdes.serdeFrom(
        serde.serializer(),
        (topic, bytes) ->
            bytes == null
                ? null
                : known.computeIfAbsent(bytes, b -> deserializer.deserialize(topic, b)));
  }
}
