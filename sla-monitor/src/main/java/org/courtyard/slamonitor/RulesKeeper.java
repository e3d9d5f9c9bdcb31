package org.courtyard.slamonitor;

import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.courtyard.schemas.Rules;

/**
 * Keeps what the clocks need of each tenant's rules. A look-up decodes what is kept; with the
 * keywords of triage and the wording of messages that would be most of the work of starting a
 * clock.
 */
final class RulesKeeper implements Processor<String, Rules, Void, Void> {
  private KeyValueStore<String, Rules> store;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(SlaMonitorTopology.RULES_STORE);
  }

  @Override
  public void process(Record<String, Rules> record) {
    Rules rules = record.value();
    if (rules == null) {
      store.delete(record.key());
    } else {
      store.put(
          record.key(),
          Rules.newBuilder(rules).setTriage(List.of()).setTemplates(List.of()).build());
    }
  }
}
