/** What people want to happen to a case. */
package org.courtyard.ingest.command;
