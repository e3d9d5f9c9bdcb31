package org.courtyard.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes records as their schema says, planned once. Avro's own writer finds out for each field of
 * each record anew which branch of a union and which conversion it needs, and takes about twice as
 * long. Knows the types that the catalogue uses and refuses others.
 */
final class RecordWriter<T extends SpecificRecord> implements DatumWriter<T> {
  private final Part whole;

  /** Writes one kind of value. */
  @FunctionalInterface
  private interface Part {
    void write(Object value, Encoder out) throws IOException;
  }

  RecordWriter(Schema schema) {
    whole = part(schema, new HashMap<>());
  }

  @Override
  public void setSchema(Schema schema) {
    throw new UnsupportedOperationException("planned for one schema");
  }

  @Override
  public void write(T value, Encoder out) throws IOException {
    whole.write(value, out);
  }

  private static Part part(Schema schema, Map<String, Fields> planned) {
    return switch (schema.getType()) {
      case STRING -> (value, out) -> out.writeString((String) value);
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
              ? (value, out) -> out.writeLong(((Instant) value).toEpochMilli())
              : (value, out) -> out.writeLong((Long) value);
      case INT -> (value, out) -> out.writeInt((Integer) value);
      case NULL -> (value, out) -> out.writeNull();
      case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
      case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
      case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) value);
      case ENUM -> (value, out) -> out.writeEnum(((Enum<?>) value).ordinal());
      case ARRAY -> items(part(schema.getElementType(), planned));
      case UNION -> branches(schema.getTypes(), planned);
      case RECORD -> record(schema, planned);
      default -> throw new AvroTypeException("no plan for " + schema);
    };
  }

  private static Part items(Part item) {
    return (value, out) -> {
      List<?> items = (List<?>) value;
      out.writeArrayStart();
      out.setItemCount(items.size());
      for (Object each : items) {
        out.startItem();
        item.write(each, out);
      }
      out.writeArrayEnd();
    };
  }

  /** Of something or nothing, or of several records. */
  private static Part branches(List<Schema> types, Map<String, Fields> planned) {
    List<Part> parts = types.stream().map(type -> part(type, planned)).toList();
    int nothing = types.stream().map(Schema::getType).toList().indexOf(Schema.Type.NULL);
    if (nothing >= 0 && types.size() == 2) {
      int something = 1 - nothing;
      Part part = parts.get(something);
      return (value, out) -> {
        out.writeIndex(value == null ? nothing : something);
        if (value != null) {
          part.write(value, out);
        }
      };
    }
    List<String> names = types.stream().map(Schema::getFullName).toList();
    return (value, out) -> {
      int index = names.indexOf(((SpecificRecord) value).getSchema().getFullName());
      out.writeIndex(index);
      parts.get(index).write(value, out);
    };
  }

  private static Part record(Schema schema, Map<String, Fields> planned) {
    Fields known = planned.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    Fields fields = new Fields(new Part[schema.getFields().size()]);
    planned.put(schema.getFullName(), fields);
    for (Schema.Field field : schema.getFields()) {
      fields.parts[field.pos()] = part(field.schema(), planned);
    }
    return fields;
  }

  /** A record may contain itself: its parts are filled in when it is known. */
  private record Fields(Part[] parts) implements Part {
    @Override
    public void write(Object value, Encoder out) throws IOException {
      SpecificRecord record = (SpecificRecord) value;
      for (int i = 0; i < parts.length; i++) {
        parts[i].write(record.get(i), out);
      }
    }
  }
}
