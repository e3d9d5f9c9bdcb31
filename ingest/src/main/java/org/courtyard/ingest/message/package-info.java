/** What was said in a group, from the sender's JSON to the record that travels on. */
package org.courtyard.ingest.message;
