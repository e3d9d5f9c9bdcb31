/**
 * Every write from outside: messages, reference data, commands. This package is the glue (HTTP,
 * Kafka, configuration); what the packages below it say is the domain and knows neither.
 */
package org.courtyard.ingest;
