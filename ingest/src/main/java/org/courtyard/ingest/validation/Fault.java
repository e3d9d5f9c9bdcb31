package org.courtyard.ingest.validation;

/**
 * One thing that is wrong with an input.
 *
 * @param line line of the file or stream, counted from 1; null where there is only one
 * @param field the field or column, {@code body} where none can be named
 * @param detail what is wrong, without quoting what people said
 */
public record Fault(Integer line, String field, String detail) {}
