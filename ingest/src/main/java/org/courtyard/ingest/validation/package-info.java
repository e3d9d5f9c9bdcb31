/** What can be wrong with what comes in, said so that the sender can mend it. */
package org.courtyard.ingest.validation;
