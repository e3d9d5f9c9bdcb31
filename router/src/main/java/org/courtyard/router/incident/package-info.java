/** When many cases of one category are one incident, and what is usual. */
package org.courtyard.router.incident;
